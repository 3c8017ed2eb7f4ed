using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Reviews;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web;

/// <summary>The operator's queue and the decision about one submission; after it the next one opens.</summary>
internal static class ReviewRoutes
{
    public static void MapReviews(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/reviews", () => Pages.Show<ReviewPage>());
        pages.MapGet("/reviews/samples", () => Pages.Show<SamplesPage>());
        pages.MapGet("/reviews/conflicts", () => Pages.Show<ConflictsPage>());
        pages.MapPost("/reviews/conflicts", ClearUpAsync);
        foreach (var kind in ListingKind.Both)
        {
            pages.MapGet($"/reviews/duplicates/{kind.Code}/{{id:guid}}", (Guid id) => Pages.Show<DuplicatesPage>(("Kind", kind), ("Id", id)));
            pages.MapPost(
                $"/reviews/duplicates/{kind.Code}/{{id:guid}}",
                (Guid id, [FromForm] ConflictForm form, FrontDoor door, CancellationToken cancelled) => UniteAsync(kind, id, form, door, cancelled)
            );
            pages.MapGet($"/reviews/samples/{kind.Code}/{{id:guid}}", (Guid id) => Pages.Show<SamplePage>(("Kind", kind), ("Id", id)));
            pages.MapPost(
                $"/reviews/samples/{kind.Code}/{{id:guid}}",
                (Guid id, [FromForm] SampleForm form, FrontDoor door, CancellationToken cancelled) => LookAtAsync(kind, id, form, door, cancelled)
            );
            pages.MapGet($"/reviews/{kind.Code}/{{id:guid}}", (Guid id) => Pages.Show<ReviewPage>(("Kind", kind), ("Id", id)));
            pages.MapPost(
                $"/reviews/{kind.Code}/{{id:guid}}",
                (Guid id, [FromForm] Decision decision, FrontDoor door, Words words, CancellationToken cancelled) =>
                    DecideAsync(kind, id, decision, door, words, cancelled)
            );
        }
    }

    private static async Task<IResult> DecideAsync(
        ListingKind kind,
        Guid id,
        Decision decision,
        FrontDoor door,
        Words words,
        CancellationToken cancellationToken
    )
    {
        var reasons = ReviewDesk.Reasons(decision.Reasons, decision.Note);
        var outcome = decision.Do switch
        {
            "publish" => await DecideAsync("publish", new { }),
            "return" => await DecideAsync("return", new { reasons }),
            "reject" => await DecideAsync("reject", new { reason = words.Join(reasons.Select(x => words.Of("return", x))) }),
            "different" or "duplicateOf" => await DecideAsync("duplicate", new { other = decision.Other, outcome = decision.Do }),
            "release" => await door.DeleteAsync($"{kind.Api}/{id}/claim", cancellationToken),
            _ => new Outcome<Done>(null, new Refusal(HttpStatusCode.BadRequest, null)),
        };
        if (outcome.Refusal is { } refusal)
            return Pages.ShowRefused<ReviewPage>(refusal, ("Kind", kind), ("Id", id), ("Typed", decision));
        // Only an address of this queue: what stands in the form could be anything.
        var next = decision.Next is { } address && address.StartsWith("/reviews/", StringComparison.Ordinal) ? address : "/reviews";
        // Still to be decided: the same one again.
        if (decision.Do == "different")
            next = $"/reviews/{kind.Code}/{id}" + (next.IndexOf('?', StringComparison.Ordinal) is var kept and >= 0 ? next[kept..] : "");
        if (decision.Do == "release")
            next = "/reviews" + (next.IndexOf('?', StringComparison.Ordinal) is var query and >= 0 ? next[query..] : "");
        return Pages.Then($"{next}{(next.Contains('?', StringComparison.Ordinal) ? '&' : '?')}done={decision.Do}");

        Task<Outcome<Done>> DecideAsync(string action, object body) =>
            door.SendAsync<Done>(
                HttpMethod.Post,
                $"{kind.Api}/{id}/{action}",
                JsonContent.Create(body, options: FrontDoor.Json),
                decision.Version,
                cancellationToken
            );
    }

    private static async Task<IResult> ClearUpAsync([FromForm] ConflictForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync(
            $"/api/achievements/{form.Id}/duplicate",
            new { other = form.Other, outcome = form.Do },
            cancellationToken
        );
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<ConflictsPage>(refusal)
            : Pages.Then("/reviews/conflicts?done=" + (form.Do == "different" ? "different" : "duplicateOf"));
    }

    private static async Task<IResult> UniteAsync(ListingKind kind, Guid id, ConflictForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"{kind.Api}/{id}/duplicate", new { other = form.Other, outcome = form.Do }, cancellationToken);
        if (outcome.Refusal is { } refusal)
            return Pages.ShowRefused<DuplicatesPage>(refusal, ("Kind", kind), ("Id", id), ("Typed", form.Other));
        return Pages.Then(
            form.Do == "different" ? $"/reviews/duplicates/{kind.Code}/{id}?done=different" : $"{kind.Pages}/{form.Other}?done={form.Do}"
        );
    }

    private static async Task<IResult> LookAtAsync(ListingKind kind, Guid id, SampleForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var reasons = ReviewDesk.Reasons(form.Reasons, form.Note);
        var outcome = await door.PostAsync($"{kind.Api}/{id}/sample", new { outcome = form.Do, reasons }, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<SamplePage>(refusal, ("Kind", kind), ("Id", id), ("Typed", form))
            : Pages.Then("/reviews/samples?done=" + form.Do);
    }
}

public sealed record Decision
{
    public string? Do { get; init; }

    /// <summary>Codes of the list.</summary>
    public IReadOnlyList<string>? Reasons { get; init; }

    /// <summary>In the reviewer's own words.</summary>
    public string? Note { get; init; }

    /// <summary>The listing that it looks like.</summary>
    public Guid? Other { get; init; }

    /// <summary>The version that was read.</summary>
    public long? Version { get; init; }

    /// <summary>Where to go on.</summary>
    public string? Next { get; init; }
}

public sealed record SampleForm
{
    /// <summary>fine, returned or takenDown.</summary>
    public string? Do { get; init; }

    /// <summary>Codes of the list.</summary>
    public IReadOnlyList<string>? Reasons { get; init; }

    /// <summary>In the operator's own words.</summary>
    public string? Note { get; init; }
}

public sealed record ConflictForm
{
    /// <summary>different, merged or duplicateOf.</summary>
    public string? Do { get; init; }

    /// <summary>The one that gives way.</summary>
    public Guid Id { get; init; }
    public Guid Other { get; init; }
}
