using System.Collections.Concurrent;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Index.Elasticsearch;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>What a server in trouble answers, item by item and as a whole.</summary>
public sealed class ElasticsearchTroubleTests : IAsyncDisposable
{
    private readonly StandInServer server = new();
    private readonly ElasticsearchSearchIndex index;

    public ElasticsearchTroubleTests() => index = server.NewIndex();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_without_room_are_sent_again_and_only_they()
    {
        var seen = new ConcurrentQueue<IReadOnlyList<string>>();
        server.Bulk = ids =>
        {
            seen.Enqueue(ids);
            return new(200, [.. ids.Select((_, i) => seen.Count == 1 && i % 2 == 0 ? 429 : 201)]);
        };
        (await index.WriteAsync(Writes(6), Stop)).ShouldBeEmpty();
        var (first, again) = (seen.First(), seen.Skip(1).SelectMany(x => x));
        again.ShouldBe(first.Where((_, i) => i % 2 == 0), ignoreOrder: true);
    }

    [Fact]
    public async Task A_version_that_the_index_exceeds_is_a_success()
    {
        server.Bulk = ids => new(200, [.. ids.Select(_ => 409)]);
        (await index.WriteAsync(Writes(3), Stop)).ShouldBeEmpty();
        server.Sizes.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_with_its_reason_and_holds_up_nothing()
    {
        var writes = Writes(3);
        server.Bulk = ids => new(200, [.. ids.Select(id => id == writes[1].Id.ToString("N") ? 400 : 201)]);
        var refused = (await index.WriteAsync(writes, Stop)).ShouldHaveSingleItem();
        refused.Id.ShouldBe(writes[1].Id);
        refused.Reason.ShouldContain("no 400");
    }

    [Fact]
    public async Task A_server_without_room_gets_smaller_pieces_and_larger_ones_when_it_has_room_again()
    {
        server.Bulk = ids => ids.Count > 100 ? new(429, []) : new(200, [.. ids.Select(_ => 201)]);
        (await index.WriteAsync(Writes(400), Stop)).ShouldBeEmpty();
        server.Sizes.Take(3).ShouldBe([400, 200, 100]);
        server.Bulk = ids => new(200, [.. ids.Select(_ => 201)]);
        (await index.WriteAsync(Writes(5_000), Stop)).ShouldBeEmpty();
        server.Sizes.ShouldContain(512);
    }

    [Fact]
    public async Task Items_for_which_there_is_never_room_come_back_to_whoever_brought_them()
    {
        var writes = Writes(4);
        server.Bulk = ids => new(200, [.. ids.Select(id => id == writes[2].Id.ToString("N") ? 503 : 201)]);
        (await index.WriteAsync(writes, Stop)).ShouldHaveSingleItem().Id.ShouldBe(writes[2].Id);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(null)]
    public async Task A_server_that_stays_away_is_said_to_be_away(int? status)
    {
        server.Bulk = _ => status is { } whole ? new(whole, []) : null;
        var away = await Should.ThrowAsync<SearchIndexUnavailableException>(() => index.WriteAsync(Writes(2), Stop));
        away.Lasts.ShouldBeFalse();
        server.Sizes.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_server_whose_shards_are_all_away_is_said_to_be_away_and_refuses_nothing()
    {
        server.Bulk = ids => new(200, [.. ids.Select(_ => 503)]);
        var away = await Should.ThrowAsync<SearchIndexUnavailableException>(() => index.WriteAsync(Writes(3), Stop));
        away.Lasts.ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_that_goes_away_in_the_middle_is_asked_again()
    {
        var calls = 0;
        server.Bulk = ids => Interlocked.Increment(ref calls) <= 2 ? null : new(200, [.. ids.Select(_ => 201)]);
        (await index.WriteAsync(Writes(5), Stop)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_misses_items_counts_for_none_of_them()
    {
        var calls = 0;
        server.Bulk = ids => new(200, [.. ids.Take(Interlocked.Increment(ref calls) == 1 ? 2 : ids.Count).Select(_ => 201)]);
        (await index.WriteAsync(Writes(5), Stop)).ShouldBeEmpty();
        server.Sizes.Sum().ShouldBe(10);
    }

    [Fact]
    public async Task A_request_that_is_too_large_is_cut()
    {
        server.Bulk = ids => ids.Count > 3 ? new(413, []) : new(200, [.. ids.Select(_ => 201)]);
        var refused = await index.WriteAsync(Writes(4), Stop);
        refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_answer_that_does_not_come_in_time_is_a_server_that_is_away()
    {
        using var never = new SemaphoreSlim(0);
        server.Bulk = _ =>
        {
            never.Wait(Stop);
            return null;
        };
        var writing = index.WriteAsync(Writes(1), Stop);
        await Should.ThrowAsync<SearchIndexUnavailableException>(() => writing);
        never.Release(100);
    }

    public async ValueTask DisposeAsync()
    {
        index.Dispose();
        await server.DisposeAsync();
    }

    private static List<IndexWrite> Writes(int count) => [.. Enumerable.Range(0, count).Select(_ => new IndexWrite(Guid.CreateVersion7(), 1, null))];
}
