using TechTransfer.Matching.Index;
using TechTransfer.Matching.Index.Elasticsearch;

namespace TechTransfer.SearchIndex.Tests;

public sealed class ElasticsearchSearchIndexTests : SearchIndexSpec
{
    private readonly RealElasticsearch server = new();

    protected override Task<ISearchIndex> NewIndexAsync()
    {
        Assert.SkipWhen(RealElasticsearch.Setting is null, RealElasticsearch.Absent);
        return Task.FromResult<ISearchIndex>(server.NewIndex());
    }

    protected override ValueTask ReleaseAsync() => server.DisposeAsync();

    [Fact]
    public async Task Another_process_finds_what_was_written()
    {
        var id = await WriteAsync("断路器", version: 5);
        var other = server.NewIndex();
        await other.OpenAsync(TestContext.Current.CancellationToken);
        (await other.ListAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).ShouldBe([(id, 5L)]);
    }

    [Fact]
    public async Task An_index_that_was_thrown_away_is_made_again_and_meanwhile_said_to_be_away()
    {
        await WriteAsync("断路器");
        await server.DeleteIndicesAsync();
        await Should.ThrowAsync<SearchIndexUnavailableException>(() => Index.CountAsync(TestContext.Current.CancellationToken));
        (await Index.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        await WriteAsync("断路器");
        (await Index.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }
}
