using System.Net;
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
        foreach (var kind in ListingKind.Both)
        {
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
        var reasons = (decision.Reasons ?? []).Append(decision.Note ?? "").Where(x => !string.IsNullOrWhiteSpace(x)).ToList();
        var outcome = decision.Do switch
        {
            "publish" => await door.PostAsync($"{kind.Api}/{id}/publish", null, cancellationToken),
            "return" => await door.PostAsync($"{kind.Api}/{id}/return", new { reasons }, cancellationToken),
            "reject" => await door.PostAsync(
                $"{kind.Api}/{id}/reject",
                new { reason = words.Join(reasons.Select(x => words.Of("return", x))) },
                cancellationToken
            ),
            _ => new Outcome<Done>(null, new Refusal(HttpStatusCode.BadRequest, null)),
        };
        if (outcome.Refusal is { } refusal)
            return Pages.ShowRefused<ReviewPage>(refusal, ("Kind", kind), ("Id", id), ("Typed", decision));
        // Only an address of this queue: what stands in the form could be anything.
        var next = decision.Next is { } address && address.StartsWith("/reviews/", StringComparison.Ordinal) ? address : "/reviews";
        return Pages.Then($"{next}?done={decision.Do}");
    }
}

public sealed record Decision
{
    public string? Do { get; init; }

    /// <summary>Codes of the list.</summary>
    public IReadOnlyList<string>? Reasons { get; init; }

    /// <summary>In the reviewer's own words.</summary>
    public string? Note { get; init; }

    /// <summary>Where to go on.</summary>
    public string? Next { get; init; }
}
