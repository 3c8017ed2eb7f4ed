using TechTransfer.Matching.Index;
using TechTransfer.Matching.Index.Lucene;

namespace TechTransfer.SearchIndex.Tests;

public sealed class LuceneSearchIndexTests : SearchIndexSpec
{
    private readonly string folder = Directory.CreateTempSubdirectory("techtransfer-index-").FullName;
    private LuceneSearchIndex? index;

    protected override Task<ISearchIndex> NewIndexAsync() => Task.FromResult<ISearchIndex>(index = new(folder));

    protected override ValueTask ReleaseAsync()
    {
        index?.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        var id = await WriteAsync("断路器", version: 5);
        index!.Dispose();
        index = new(folder);
        await index.OpenAsync(TestContext.Current.CancellationToken);
        (await index.ListAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).ShouldBe([(id, 5L)]);
    }

    [Fact]
    public async Task A_second_holder_of_the_folder_is_refused_with_one_sentence()
    {
        using var second = new LuceneSearchIndex(folder);
        var refusal = await Should.ThrowAsync<SearchIndexUnavailableException>(() => second.OpenAsync(TestContext.Current.CancellationToken));
        refusal.Message.ShouldContain("in use by another process");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused_with_one_sentence()
    {
        var file = Path.Combine(folder, "occupied");
        await File.WriteAllTextAsync(file, "", TestContext.Current.CancellationToken);
        using var impossible = new LuceneSearchIndex(Path.Combine(file, "index"));
        await Should.ThrowAsync<SearchIndexUnavailableException>(() => impossible.OpenAsync(TestContext.Current.CancellationToken));
    }
}
