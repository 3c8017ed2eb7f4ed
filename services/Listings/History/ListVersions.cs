using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.History;

/// <summary>GET versions: for owner and reviewer, newest first, each with what it changed as far as the caller may see it.</summary>
internal static class ListVersions
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/{id:guid}/versions", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.FindAsync(id, caller, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        var audience = await desk.Db.AudienceAsync(listing, caller, cancellationToken);
        if (!audience.Owner && !audience.Reviewer)
            return Problem.Forbidden("Versions are shown to the owner and the reviewer.");
        var rows = await desk.Db.Versions.AsNoTracking().Where(x => x.ListingId == id).OrderBy(x => x.Version).ToListAsync(cancellationToken);
        rows.Add(
            new VersionRow
            {
                ListingId = id,
                Version = listing.Version,
                State = listing.Reached,
                ContentJson = listing.ContentJson,
                At = listing.VersionAt,
                By = listing.VersionBy,
            }
        );
        // A reviewer is shown what was laid before him, not the drafts in between.
        if (!audience.Owner)
            rows.RemoveAll(x => x.State is ListingState.Draft or ListingState.OfficeReview);
        var items = new List<Item>(rows.Count);
        JsonObject? before = null;
        foreach (var row in rows)
        {
            var content = JsonSerializer.Deserialize<TContent>(row.ContentJson, ListingJson.Options)!;
            var after = JsonSerializer.SerializeToNode(desk.Kind.Disclose(content, audience).Content, ListingJson.Options)!.AsObject();
            items.Add(new Item(row.Version, row.State, row.At, row.By, before is null ? [] : [.. Changes(before, after)]));
            before = after;
        }
        items.Reverse();
        return TypedResults.Ok(new Answer(items));
    }

    private static IEnumerable<Change> Changes(JsonObject before, JsonObject after) =>
        before
            .Select(x => x.Key)
            .Union(after.Select(x => x.Key), StringComparer.Ordinal)
            // Whether something was confirmed is no difference between two texts.
            .Where(field => field != "guessed" && !JsonNode.DeepEquals(before[field], after[field]))
            .Select(field => new Change(field, before[field]?.DeepClone(), after[field]?.DeepClone()));

    internal sealed record Answer(IReadOnlyList<Item> Items);

    internal sealed record Item(long Version, ListingState State, DateTimeOffset At, string By, IReadOnlyList<Change> Changes);

    internal sealed record Change(string Field, JsonNode? Before, JsonNode? After);
}
