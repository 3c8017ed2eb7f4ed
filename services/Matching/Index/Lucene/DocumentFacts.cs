using System.Buffers.Text;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Id and version of the documents of one segment: 24 bytes each, read once and kept as long as the segment.</summary>
internal sealed class DocumentFacts
{
    private static readonly ConditionalWeakTable<object, DocumentFacts> BySegment = [];
    private readonly Guid[] ids;
    private readonly long[] versions;

    private DocumentFacts(AtomicReader reader)
    {
        ids = new Guid[reader.MaxDoc];
        versions = new long[reader.MaxDoc];
        if (reader.GetSortedDocValues(ListingDocument.Id) is not { } stored)
            return;
        var numbers = DocValues.Numeric(reader, ListingDocument.Version);
        var bytes = new BytesRef();
        for (var document = 0; document < ids.Length; document++)
        {
            stored.Get(document, bytes);
            if (!Utf8Parser.TryParse(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length), out ids[document], out _, 'N'))
                throw new FormatException($"Document {document} has no id.");
            versions[document] = numbers.Get(document);
        }
    }

    public static DocumentFacts Of(AtomicReader reader) => BySegment.GetValue(reader.CoreCacheKey, _ => new DocumentFacts(reader));

    public Guid IdOf(int document) => ids[document];

    public long VersionOf(int document) => versions[document];
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
