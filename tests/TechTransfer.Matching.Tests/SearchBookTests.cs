using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.SavedSearches;

namespace TechTransfer.Matching.Tests;

/// <summary>Books of two replicas over one store: each knows what was committed before it is asked, whoever wrote it.</summary>
public sealed class SearchBookTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_saved_changed_and_forgotten_is_in_every_book_at_once()
    {
        using var one = Book();
        using var other = Book();
        (await FoundAsync(one)).ShouldBeEmpty();
        var id = await SaveAsync("石墨烯");
        (await FoundAsync(one)).ShouldBe([id]);
        (await FoundAsync(other)).ShouldBe([id]);
        await ChangeAsync(id, "卫星");
        (await FoundAsync(one)).ShouldBeEmpty();
        await ChangeAsync(id, "石墨烯 涂层");
        (await FoundAsync(one)).ShouldBe([id]);
        (await FoundAsync(other)).ShouldBe([id]);
        await ForgetAsync(id);
        (await FoundAsync(one)).ShouldBeEmpty();
        (await FoundAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_book_that_is_too_far_behind_is_read_anew()
    {
        using var book = Book();
        var first = await SaveAsync("石墨烯");
        (await FoundAsync(book)).ShouldBe([first]);
        await ForgetAsync(first);
        var second = await SaveAsync("涂层");
        await using (var scope = world.App.Services.CreateAsyncScope())
        {
            var changes = scope.ServiceProvider.GetRequiredService<MatchingDbContext>().SearchChanges;
            var last = await changes.MaxAsync(x => x.Version, Cancel);
            await changes.Where(x => x.Version < last).ExecuteDeleteAsync(Cancel);
        }
        (await FoundAsync(book)).ShouldBe([second]);
        await ForgetAsync(second);
    }

    private SearchBook Book() => new(world.App.Services.GetRequiredService<Generations>());

    private HttpClient Person => world.App.As(MatchingWorld.Company, "220100", ["member"]);

    private async Task<Guid> SaveAsync(string q)
    {
        var answer = await Person.PostAsJsonAsync("/api/saved-searches", new { name = q, q }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
    }

    private async Task ChangeAsync(Guid id, string q) =>
        (await Person.PutAsJsonAsync($"/api/saved-searches/{id}", new { name = q, q }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

    private async Task ForgetAsync(Guid id) =>
        (await Person.DeleteAsync($"/api/saved-searches/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

    private async Task<IReadOnlyList<Guid>> FoundAsync(SearchBook book)
    {
        await using var scope = world.App.Services.CreateAsyncScope();
        var (tools, _) = await world.App.Services.GetRequiredService<Generations>().GetAsync(Cancel);
        var listing = PublishedListing.Of(MatchingWorld.Achievement("石墨烯防腐涂层", "一种石墨烯防腐涂层的制备方法。"));
        var found = await book.FindAsync(
            scope.ServiceProvider.GetRequiredService<MatchingDbContext>(),
            [new ListingTerms(listing.Facts, tools.Preparer.Prepare(listing.Facts))],
            Cancel
        );
        return [.. found.Select(x => x.SearchId)];
    }
}
