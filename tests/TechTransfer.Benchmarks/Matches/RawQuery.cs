using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using TechTransfer.Matching.Index;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>The reference: twenty terms asked of the engine itself, best hundred, over the same files.</summary>
internal sealed class RawQuery : IDisposable
{
    public const int Terms = 20;
    private const int Top = 100;
    private readonly NIOFSDirectory _directory;
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    public RawQuery(string folder)
    {
        _directory = new NIOFSDirectory(folder);
        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
    }

    public int Documents => _reader.NumDocs;
    public int Segments => _reader.Leaves.Count;

    public int Run(IReadOnlyList<QueryTerm> terms)
    {
        var query = new BooleanQuery();
        foreach (var term in terms)
            query.Add(new TermQuery(new Term(term.Field.ToString(), term.Token)), Occur.SHOULD);
        return _searcher.Search(query, Top).ScoreDocs.Length;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }
}
