using System.Diagnostics;
using System.Runtime.CompilerServices;
using Lucene.Net.Analysis.Core;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// The search index inside the process, in one folder. One process holds it: a second is refused at <see cref="OpenAsync"/>.
/// </summary>
public sealed class LuceneSearchIndex(string folder) : ISearchIndex, IDisposable
{
    private static readonly DiagnosticListener CrashPoints = new("TechTransfer.CrashPoints");

    private readonly SemaphoreSlim writing = new(1, 1);
    private BaseDirectory? directory;
    private IndexWriter? writer;
    private SearcherManager? searchers;

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            Open();
        }
        finally
        {
            writing.Release();
        }
    }

    public async Task<IReadOnlyList<RefusedWrite>> WriteAsync(IReadOnlyList<IndexWrite> writes, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            Open();
            Write(writes);
            if (CrashPoints.IsEnabled("before-index-commit"))
                CrashPoints.Write("before-index-commit", writes.Count);
            writer!.Commit();
            searchers!.MaybeRefreshBlocking();
            return [];
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            // Nothing of this batch was committed; the next call opens the last commit again.
            Close();
            throw new SearchIndexUnavailableException($"The search index in {folder} cannot be written: {e.Message}", e);
        }
        finally
        {
            writing.Release();
        }
    }

    public Task<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken) =>
        WithSearcher(searcher => ListingSearch.Run(searcher, request));

    public Task<IReadOnlyList<Candidate>> FindCandidatesAsync(CandidateRequest request, CancellationToken cancellationToken) =>
        WithSearcher(searcher => CandidateSearch.Run(searcher, request));

    public async IAsyncEnumerable<(Guid Id, long Version)> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in await WithSearcher(searcher => Entries(searcher).ToList()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    public Task<long> CountAsync(CancellationToken cancellationToken) => WithSearcher(searcher => Entries(searcher).LongCount());

    public Task BeginRebuildAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> CompleteRebuildAsync(long listings, CancellationToken cancellationToken) => Task.FromResult(true);

    public void Dispose()
    {
        writing.Wait();
        Close();
        writing.Dispose();
    }

    private void Open()
    {
        if (writer is not null)
            return;
        try
        {
            // Not memory-mapped: in Lucene.NET 4.8 mapped queries grow slower without end (apache/lucenenet #1151).
            directory = new NIOFSDirectory(folder, new NativeFSLockFactory());
            writer = new(
                directory,
                new IndexWriterConfig(LuceneVersion.LUCENE_48, new WhitespaceAnalyzer(LuceneVersion.LUCENE_48))
                {
                    Similarity = new ExactLengthSimilarity(),
                }
            );
            writer.Commit();
            searchers = new(writer, applyAllDeletes: true, new Searchers());
        }
        catch (LockObtainFailedException e)
        {
            Close();
            throw new SearchIndexUnavailableException(
                $"The search index in {folder} is in use by another process; stop it or configure Elasticsearch.",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Close();
            throw new SearchIndexUnavailableException($"The search index in {folder} cannot be opened: {e.Message}", e);
        }
    }

    private void Write(IReadOnlyList<IndexWrite> writes)
    {
        var newest = writes.GroupBy(write => write.Id).Select(group => group.MaxBy(write => write.Version)!).ToList();
        var searcher = searchers!.Acquire();
        try
        {
            var known = newest.Select(write => VersionOf(searcher, write.Id)).ToList();
            for (var i = 0; i < newest.Count; i++)
                if (known[i] is not { } held || newest[i].Version >= held)
                    writer!.UpdateDocument(ListingDocument.IdTerm(newest[i].Id), ListingDocument.Of(newest[i]));
        }
        finally
        {
            searchers!.Release(searcher);
        }
    }

    private static long? VersionOf(IndexSearcher searcher, Guid id)
    {
        var bytes = ListingDocument.IdTerm(id).Bytes;
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var reader = leaf.AtomicReader;
            if (reader.GetTermDocsEnum(new Term(ListingDocument.Id, bytes)) is not { } documents)
                continue;
            var live = reader.LiveDocs;
            for (var document = documents.NextDoc(); document != DocIdSetIterator.NO_MORE_DOCS; document = documents.NextDoc())
                if (live is null || live.Get(document))
                    return DocValues.Numeric(reader, ListingDocument.Version).Get(document);
        }
        return null;
    }

    private static IEnumerable<(Guid Id, long Version)> Entries(IndexSearcher searcher)
    {
        foreach (var leaf in searcher.IndexReader.Leaves)
        {
            var reader = leaf.AtomicReader;
            var (kinds, live) = (DocValues.Numeric(reader, ListingDocument.Kind), reader.LiveDocs);
            var facts = DocumentFacts.Of(leaf.AtomicReader);
            for (var document = 0; document < reader.MaxDoc; document++)
                if ((live is null || live.Get(document)) && kinds.Get(document) != ListingDocument.Tombstone)
                    yield return (facts.IdOf(document), facts.VersionOf(document));
        }
    }

    private Task<T> WithSearcher<T>(Func<IndexSearcher, T> search)
    {
        var manager = searchers ?? throw new SearchIndexUnavailableException($"The search index in {folder} is not open.");
        try
        {
            var searcher = manager.Acquire();
            try
            {
                return Task.FromResult(search(searcher));
            }
            finally
            {
                manager.Release(searcher);
            }
        }
        catch (ObjectDisposedException e)
        {
            throw new SearchIndexUnavailableException($"The search index in {folder} is closed.", e);
        }
    }

    private void Close()
    {
        searchers?.Dispose();
        searchers = null;
        try
        {
            writer?.Rollback();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // A writer that failed has closed itself already.
        }
        writer = null;
        directory?.Dispose();
        directory = null;
    }

    private sealed class Searchers : SearcherFactory
    {
        public override IndexSearcher NewSearcher(IndexReader reader) => new(reader) { Similarity = new ExactLengthSimilarity() };
    }
}
