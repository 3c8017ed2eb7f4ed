using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Id and version of documents of one segment.</summary>
internal sealed class DocumentFacts(AtomicReaderContext leaf)
{
    private readonly SortedDocValues? ids = leaf.AtomicReader.GetSortedDocValues(ListingDocument.Id);
    private readonly NumericDocValues versions = DocValues.Numeric(leaf.AtomicReader, ListingDocument.Version);
    private readonly BytesRef bytes = new();

    public Guid IdOf(int document)
    {
        ids!.Get(document, bytes);
        return Guid.ParseExact(bytes.Utf8ToString(), "N");
    }

    public long VersionOf(int document) => versions.Get(document);

    public static (Guid Id, long Version) Of(IndexSearcher searcher, int document)
    {
        var leaves = searcher.IndexReader.Leaves;
        var leaf = leaves[ReaderUtil.SubIndex(document, leaves)];
        var facts = new DocumentFacts(leaf);
        return (facts.IdOf(document - leaf.DocBase), facts.VersionOf(document - leaf.DocBase));
    }
}
