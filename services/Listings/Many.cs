using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings;

/// <summary>One change for up to 1,000 listings, each by itself: what one is refused does not stop the others. All that succeed are saved together.</summary>
internal static class Many
{
    public const int MaxIds = 1000;

    /// <param name="Ids">1 to 1,000 listing ids.</param>
    internal sealed record Request(IReadOnlyList<Guid>? Ids);

    internal sealed record Answer(IReadOnlyList<Item> Items);

    /// <param name="Outcome">The state it has now, or "refused".</param>
    internal sealed record Item(Guid Id, string Outcome, ProblemDetails? Problem);

    public static async Task<Results<Ok<Answer>, ProblemHttpResult>> ApplyAsync<TContent>(
        Request body,
        Caller caller,
        ListingDesk<TContent> desk,
        Func<Listing<TContent>, Task<ProblemHttpResult?>> apply,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (body.Ids is not { Count: > 0 and <= MaxIds } ids)
            return Problem.Invalid("ids", $"Give 1 to {MaxIds} ids.");
        var listings = await desk.Db.VisibleTo(caller).Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        var owners = listings.Values.Select(x => x.OrganisationId).Distinct().ToList();
        await desk.Db.Organisations.Where(x => owners.Contains(x.Id)).LoadAsync(cancellationToken);
        var items = new List<Item>(ids.Count);
        foreach (var id in ids)
        {
            var refusal = listings.TryGetValue(id, out var listing) ? await apply(listing) : Problem.NotFound(desk.Kind.Name);
            items.Add(refusal is null ? new Item(id, listing!.Working.Wire(), null) : new Item(id, "refused", refusal.ProblemDetails));
        }
        await desk.Db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new Answer(items));
    }
}
