using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Listings;
using TechTransfer.Gateway.Web.Mine;
using TechTransfer.Gateway.Web.Writing;

namespace TechTransfer.Gateway.Web;

/// <summary>The own organisation's listings, by state, with what each needs; one change for one row or for all that are ticked.</summary>
internal static class MineRoutes
{
    public static void MapMine(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/my/listings", (string? kind) => Pages.Then((ListingKind.Of(kind ?? "") ?? ListingKind.Achievement).MyPages));
        pages.MapGet(
            "/my/entries",
            (string? kind, string? after) =>
                Pages.Show<EntriesPage>(("Kind", ListingKind.Of(kind ?? "") ?? ListingKind.Achievement), ("After", after))
        );
        foreach (var kind in ListingKind.Both)
        {
            pages.MapGet(
                kind.MyPages,
                (string? state, string? after) => Pages.Show<MyListingsPage>(("Kind", kind), ("State", state), ("After", after))
            );
            pages.MapPost(
                kind.MyPages,
                ([FromForm] MineAction action, FrontDoor door, CancellationToken cancelled) => ActAsync(kind, action, door, cancelled)
            );
        }
    }

    private static async Task<IResult> ActAsync(ListingKind kind, MineAction action, FrontDoor door, CancellationToken cancellationToken)
    {
        var (verb, id) = Split(action.Do);
        if (id is null)
            return await ActOnManyAsync(kind, verb, action, door, cancellationToken);
        if (verb == "submit")
            return await Submitting.AnswerAsync(kind, id.Value, confirmed: false, door, cancellationToken);
        var outcome = await Life.ChangeAsync(kind, id.Value, verb, null, null, door, cancellationToken);
        return outcome.Refusal is { } refusal ? Refused(kind, action, refusal) : Pages.Then(List(kind, action, $"done={verb}"));
    }

    /// <summary>Reconfirm, or approve for the office, all that are ticked: each by itself, and the page says how many were refused.</summary>
    private static async Task<IResult> ActOnManyAsync(
        ListingKind kind,
        string verb,
        MineAction action,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        if (verb is not ("reconfirm" or "publish"))
            return Refused(kind, action, new Refusal(System.Net.HttpStatusCode.BadRequest, null));
        if (action.Ids is not { Count: > 0 } ids)
            return Pages.Then(List(kind, action, "done=none"));
        var outcome = await door.PostAsync<ManyAnswer>($"{kind.Api}/{verb}", new { ids }, cancellationToken);
        if (outcome.Refusal is { } refusal)
            return Refused(kind, action, refusal);
        var refused = outcome.Value!.Items.Count(x => x.Outcome == "refused");
        return Pages.Then(List(kind, action, $"done={verb}&changed={ids.Count - refused}&refused={refused}"));
    }

    private static IResult Refused(ListingKind kind, MineAction action, Refusal refusal) =>
        Pages.ShowRefused<MyListingsPage>(refusal, ("Kind", kind), ("State", action.State));

    private static string List(ListingKind kind, MineAction action, string done) =>
        kind.MyPages + "?" + (action.State is { Length: > 0 } state ? $"state={Uri.EscapeDataString(state)}&" : "") + done;

    private static (string Verb, Guid? Id) Split(string? what) =>
        what?.Split(':') is [var verb, var text] && Guid.TryParse(text, out var id) ? (verb, id) : (what ?? "", null);
}

public sealed record MineAction
{
    /// <summary>A verb for all of <see cref="Ids"/>, or <c>verb:id</c> for one.</summary>
    public string? Do { get; init; }
    public string? State { get; init; }
    public IReadOnlyList<Guid>? Ids { get; init; }
}
