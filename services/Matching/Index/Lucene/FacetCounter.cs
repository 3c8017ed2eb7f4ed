using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Counts the matched listings, in all and by the codes of some facets.</summary>
internal sealed class FacetCounter(IReadOnlyList<string> facets) : ICollector
{
    private readonly Dictionary<string, Dictionary<string, long>> counts = facets.ToDictionary(facet => facet, _ => new Dictionary<string, long>());
    private readonly SortedSetDocValues?[] values = new SortedSetDocValues?[facets.Count];
    private readonly long[][] segment = new long[facets.Count][];
    private NumericDocValues? kinds;

    public long Total { get; private set; }

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) { }

    public void SetNextReader(AtomicReaderContext context)
    {
        Finish();
        kinds = DocValues.Numeric(context.AtomicReader, ListingDocument.Kind);
        for (var i = 0; i < facets.Count; i++)
        {
            values[i] = context.AtomicReader.GetSortedSetDocValues(facets[i]);
            segment[i] = new long[facets[i] == ListingDocument.Kind ? 2 : values[i]?.ValueCount ?? 0];
        }
    }

    public void Collect(int doc)
    {
        Total++;
        for (var i = 0; i < values.Length; i++)
        {
            if (facets[i] == ListingDocument.Kind)
                segment[i][kinds!.Get(doc)]++;
            else if (values[i] is { } codes)
            {
                codes.SetDocument(doc);
                for (var ord = codes.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = codes.NextOrd())
                    segment[i][ord]++;
            }
        }
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

    /// <summary>Adds what the last segment counted by ordinals, which mean nothing in the next one.</summary>
    private void Finish()
    {
        var code = new BytesRef();
        for (var i = 0; i < segment.Length; i++)
        {
            for (var ord = 0; ord < (segment[i]?.Length ?? 0); ord++)
            {
                if (segment[i][ord] == 0)
                    continue;
                var name = facets[i] == ListingDocument.Kind ? KindName((ListingKind)ord) : Term(values[i]!, ord, code);
                counts[facets[i]][name] = counts[facets[i]].GetValueOrDefault(name) + segment[i][ord];
            }
            segment[i] = [];
        }
    }

    private static string KindName(ListingKind kind) => kind == ListingKind.Achievement ? "achievement" : "demand";

    private static string Term(SortedSetDocValues values, long ord, BytesRef into)
    {
        values.LookupOrd(ord, into);
        return into.Utf8ToString();
    }
}
