using Lucene.Net.Index;
using Lucene.Net.Search;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Counts the matched listings, in all and by the codes of some facets.</summary>
internal sealed class FacetCounter(IReadOnlyList<string> facets) : ICollector
{
    private readonly Dictionary<string, Dictionary<string, long>> counts = facets.ToDictionary(facet => facet, _ => new Dictionary<string, long>());
    private readonly bool countsKinds = facets.Contains(ListingDocument.Kind);
    private readonly string[] coded = [.. facets.Where(facet => facet != ListingDocument.Kind)];
    private readonly long[] kinds = new long[2];
    private FacetCodes[] codes = [];
    private long[][] segment = [];
    private DocumentFacts? facts;

    public long Total { get; private set; }

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) { }

    public void SetNextReader(AtomicReaderContext context)
    {
        Finish();
        facts = DocumentFacts.Of(context.AtomicReader);
        codes = [.. coded.Select(facet => FacetCodes.Of(context.AtomicReader, facet))];
        segment = [.. codes.Select(code => new long[code.Names.Length])];
    }

    public void Collect(int doc)
    {
        Total++;
        if (countsKinds)
            kinds[facts!.KindOf(doc)]++;
        for (var i = 0; i < codes.Length; i++)
            foreach (var number in codes[i].NumbersOf(doc))
                segment[i][number]++;
    }

    public IReadOnlyList<FacetCount> Of(string facet)
    {
        Finish();
        return
        [
            .. counts[facet]
                .Select(entry => new FacetCount(entry.Key, entry.Value))
                .OrderByDescending(entry => entry.Count)
                .ThenBy(entry => entry.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>Adds what the last segment counted by numbers, which mean nothing in the next one.</summary>
    private void Finish()
    {
        for (var i = 0; i < codes.Length; i++)
            Add(coded[i], codes[i].Names, segment[i]);
        if (countsKinds)
            Add(ListingDocument.Kind, KindNames, kinds);
        codes = [];
        Array.Clear(kinds);
    }

    private void Add(string facet, string[] names, long[] counted)
    {
        for (var number = 0; number < counted.Length; number++)
            if (counted[number] > 0)
                counts[facet][names[number]] = counts[facet].GetValueOrDefault(names[number]) + counted[number];
    }

    /// <summary>In the order of <see cref="ListingKind"/>.</summary>
    private static readonly string[] KindNames = ["achievement", "demand"];
}
