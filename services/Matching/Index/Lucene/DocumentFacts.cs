using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>What is asked of every candidate and hit, by document of one segment: 49 bytes each, read once and kept as long as the segment.</summary>
internal sealed class DocumentFacts
{
    private static readonly ConditionalWeakTable<object, DocumentFacts> BySegment = [];
    private readonly Guid[] ids;
    private readonly long[] versions;
    private readonly sbyte[] kinds;
    private readonly long[] validUntil;
    private readonly Guid[] organisations;

    /// <summary>Few are hidden from anybody.</summary>
    private readonly Dictionary<int, Guid[]> hiddenFrom = [];

    private DocumentFacts(AtomicReader reader)
    {
        ids = new Guid[reader.MaxDoc];
        versions = new long[reader.MaxDoc];
        kinds = new sbyte[reader.MaxDoc];
        validUntil = new long[reader.MaxDoc];
        organisations = new Guid[reader.MaxDoc];
        if (reader.GetSortedDocValues(ListingDocument.Id) is not { } stored)
            return;
        var (version, kind) = (DocValues.Numeric(reader, ListingDocument.Version), DocValues.Numeric(reader, ListingDocument.Kind));
        var until = DocValues.Numeric(reader, ListingDocument.ValidUntil);
        var bytes = new BytesRef();
        for (var document = 0; document < ids.Length; document++)
        {
            stored.Get(document, bytes);
            ids[document] = Read(bytes, 'N');
            versions[document] = version.Get(document);
            kinds[document] = (sbyte)kind.Get(document);
            validUntil[document] = until.Get(document);
        }
        foreach (var field in new[] { ListingDocument.Organisation, ListingDocument.Owner })
        foreach (var (document, owners) in IdsOf(reader, field))
            organisations[document] = owners[0];
        foreach (var (document, hidden) in IdsOf(reader, ListingDocument.HiddenFrom))
            hiddenFrom[document] = hidden;
    }

    /// <summary>The organisations in a field of the documents that have any.</summary>
    private static IEnumerable<(int Document, Guid[] Ids)> IdsOf(AtomicReader reader, string field)
    {
        if (reader.GetSortedSetDocValues(field) is not { } stored)
            yield break;
        var known = new Guid?[stored.ValueCount];
        var bytes = new BytesRef();
        var found = new List<Guid>();
        for (var document = 0; document < reader.MaxDoc; document++)
        {
            found.Clear();
            stored.SetDocument(document);
            for (var ord = stored.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = stored.NextOrd())
            {
                if (known[ord] is null)
                {
                    stored.LookupOrd(ord, bytes);
                    known[ord] = Read(bytes, 'D');
                }
                found.Add(known[ord]!.Value);
            }
            if (found.Count > 0)
                yield return (document, [.. found]);
        }
    }

    public static DocumentFacts Of(AtomicReader reader) => BySegment.GetValue(reader.CoreCacheKey, _ => new DocumentFacts(reader));

    public Guid IdOf(int document) => ids[document];

    public long VersionOf(int document) => versions[document];

    /// <summary>A <see cref="ListingKind"/>, or <see cref="ListingDocument.Tombstone"/>.</summary>
    public long KindOf(int document) => kinds[document];

    /// <summary>Ticks of the time in UTC.</summary>
    public long ValidUntil(int document) => validUntil[document];

    public Guid OrganisationOf(int document) => organisations[document];

    /// <param name="viewer">Null: a visitor, from whom everything is hidden that is hidden from anybody.</param>
    public bool IsHiddenFrom(Guid? viewer, int document) =>
        hiddenFrom.TryGetValue(document, out var organisations) && (viewer is not { } organisation || organisations.Contains(organisation));

    private static Guid Read(BytesRef bytes, char format) =>
        Utf8Parser.TryParse(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length), out Guid id, out _, format)
            ? id
            : throw new FormatException($"{bytes} is no id.");
}

/// <summary>The same over all segments.</summary>
internal sealed class HitFacts(IndexSearcher searcher)
{
    private readonly IList<AtomicReaderContext> leaves = searcher.IndexReader.Leaves;

    public (Guid Id, long Version) Of(int document)
    {
        var leaf = leaves[ReaderUtil.SubIndex(document, leaves)];
        var facts = DocumentFacts.Of(leaf.AtomicReader);
        var own = document - leaf.DocBase;
        return (facts.IdOf(own), facts.VersionOf(own));
    }
}
