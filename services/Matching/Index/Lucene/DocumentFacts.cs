using System.Buffers.Text;
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
        return Utf8Parser.TryParse(bytes.Bytes.AsSpan(bytes.Offset, bytes.Length), out Guid id, out _, 'N')
            ? id
            : throw new FormatException($"Document {document} has no id.");
    }

    public long VersionOf(int document) => versions.Get(document);
}

/// <summary>The same over all segments, each opened once.</summary>
internal sealed class HitFacts(IndexSearcher searcher)
{
    private readonly IList<AtomicReaderContext> leaves = searcher.IndexReader.Leaves;
    private readonly DocumentFacts?[] opened = new DocumentFacts?[searcher.IndexReader.Leaves.Count];

    public (Guid Id, long Version) Of(int document)
    {
        var at = ReaderUtil.SubIndex(document, leaves);
        var facts = opened[at] ??= new DocumentFacts(leaves[at]);
        var own = document - leaves[at].DocBase;
        return (facts.IdOf(own), facts.VersionOf(own));
    }
}
