using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using TechTransfer.Matching.Index;

namespace TechTransfer.Benchmarks.Matches;

/// <summary>The reference: twenty terms asked of the engine itself, best hundred, of the same index.</summary>
internal interface IRawQuery : IDisposable
{
    public const int Terms = 20;
    public const int Top = 100;

    /// <summary>What is asked, for the reader of the figures.</summary>
    string Index { get; }

    /// <summary>A match may take this many times as long.</summary>
    int Goal { get; }

    int Run(IReadOnlyList<QueryTerm> terms);
}

/// <summary>Of Lucene.NET, over the same files.</summary>
internal sealed class RawQuery : IRawQuery
{
    private readonly NIOFSDirectory _directory;
    private readonly DirectoryReader _reader;
    private readonly IndexSearcher _searcher;

    public RawQuery(string folder)
    {
        _directory = new NIOFSDirectory(folder);
        _reader = DirectoryReader.Open(_directory);
        _searcher = new IndexSearcher(_reader) { Similarity = new BM25Similarity() };
    }

    public string Index => $"{_reader.NumDocs:N0} documents in {_reader.Leaves.Count} segments";

    public int Goal => 5;

    public int Run(IReadOnlyList<QueryTerm> terms)
    {
        var query = new BooleanQuery();
        foreach (var term in terms)
            query.Add(new TermQuery(new Term(term.Field.ToString(), term.Token)), Occur.SHOULD);
        return _searcher.Search(query, IRawQuery.Top).ScoreDocs.Length;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _directory.Dispose();
    }
}
