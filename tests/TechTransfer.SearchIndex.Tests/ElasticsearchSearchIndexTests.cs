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
    public async Task A_fresh_generation_is_filled_beside_the_searched_one_and_takes_its_place_when_it_is_whole()
    {
        var (first, second) = (await WriteAsync("断路器"), await WriteAsync("变压器"));
        await Index.BeginRebuildAsync(TestContext.Current.CancellationToken);
        await Index.BeginRebuildAsync(TestContext.Current.CancellationToken);
        (await server.IndicesAsync()).Length.ShouldBe(2);
        var third = await WriteAsync("断路器");
        (await IdsAsync()).ShouldBe([first, second, third], ignoreOrder: true);
        (await Index.CompleteRebuildAsync(3, TestContext.Current.CancellationToken)).ShouldBeFalse();
        await WriteAsync("断路器", id: first);
        await WriteAsync("变压器", id: second);
        (await Index.CompleteRebuildAsync(3, TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await server.IndicesAsync()).ShouldHaveSingleItem().ShouldEndWith("-000002");
        (await IdsAsync()).ShouldBe([first, second, third], ignoreOrder: true);
    }

    [Fact]
    public async Task Searches_go_on_while_one_generation_after_the_other_takes_the_place_of_the_last()
    {
        var id = await WriteAsync("断路器");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var searching = Enumerable.Range(0, 4).Select(_ => Task.Run(() => CountWhileAsync(over.Token))).ToList();
        for (var generation = 0; generation < 6; generation++)
        {
            await Index.BeginRebuildAsync(TestContext.Current.CancellationToken);
            await WriteAsync("断路器", id: id);
            (await Index.CompleteRebuildAsync(1, TestContext.Current.CancellationToken)).ShouldBeTrue();
        }
        await over.CancelAsync();
        (await Task.WhenAll(searching)).ShouldAllBe(answers => answers > 0);

        async Task<int> CountWhileAsync(CancellationToken untilThen)
        {
            for (var answers = 0; ; answers++)
            {
                if (untilThen.IsCancellationRequested)
                    return answers;
                (await SearchAsync("断路器")).Hits.ShouldHaveSingleItem().Id.ShouldBe(id);
            }
        }
    }

    [Fact]
    public async Task A_program_with_another_mapping_begins_a_fresh_generation_by_itself()
    {
        await server.DeleteIndicesAsync();
        await server.CreateOfOtherFormAsync();
        using var upgraded = server.NewIndex();
        await upgraded.OpenAsync(TestContext.Current.CancellationToken);
        (await server.IndicesAsync()).Length.ShouldBe(2);
        (await upgraded.CompleteRebuildAsync(1, TestContext.Current.CancellationToken)).ShouldBeFalse();
        await upgraded.WriteAsync([new(Guid.CreateVersion7(), 1, Document("断路器"))], TestContext.Current.CancellationToken);
        (await upgraded.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0, "the old one is still searched");
        (await upgraded.CompleteRebuildAsync(1, TestContext.Current.CancellationToken)).ShouldBeTrue();
        (await upgraded.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
        (await server.IndicesAsync()).ShouldHaveSingleItem();
    }

    private async Task<List<Guid>> IdsAsync() =>
        await Index.ListAsync(TestContext.Current.CancellationToken).Select(x => x.Id).ToListAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task An_index_that_was_thrown_away_is_made_again_and_meanwhile_said_to_be_away()
    {
        await WriteAsync("断路器");
        await server.DeleteIndicesAsync();
        await Should.ThrowAsync<SearchIndexUnavailableException>(() => Index.CountAsync(TestContext.Current.CancellationToken));
        (await Index.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        await Should.ThrowAsync<SearchIndexUnavailableException>(() => WriteAsync("断路器"));
        await WriteAsync("断路器");
        (await Index.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(1);
    }
}
