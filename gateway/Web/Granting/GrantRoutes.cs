using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Granting;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

/// <summary>What is on request in a listing: asking for it with an undertaking, answering who asks, and who read what.</summary>
internal static class GrantRoutes
{
    public static void MapGranting(this IEndpointRouteBuilder pages)
    {
        foreach (var kind in ListingKind.Both)
        {
            pages.MapGet(kind.Pages + "/{id:guid}/ask", (Guid id) => Pages.Show<AskPage>(("Kind", kind), ("Id", id)));
            pages.MapPost(
                kind.Pages + "/{id:guid}/ask",
                (Guid id, [FromForm] AskForm form, FrontDoor door, CancellationToken cancelled) => AskAsync(kind, id, form, door, cancelled)
            );
            pages.MapGet(
                kind.MyPages + "/{id:guid}/view-log",
                (Guid id, string? after) => Pages.Show<ViewLogPage>(("Kind", kind), ("Id", id), ("After", after))
            );
        }
        pages.MapGet(
            "/my/access",
            (string? box, string? state, string? kind, string? after) =>
                Pages.Show<AccessPage>(("Box", box), ("State", state), ("Of", kind), ("After", after))
        );
        pages.MapPost("/my/access", AnswerAsync);
    }

    private static async Task<IResult> AskAsync(ListingKind kind, Guid id, AskForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync(
            $"{kind.Api}/{id}/grants",
            new
            {
                sections = form.Sections,
                purpose = form.Purpose,
                undertaking = new { sha256 = form.Accepted ? form.Sha256 : null },
            },
            cancellationToken
        );
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<AskPage>(refusal, ("Kind", kind), ("Id", id), ("Typed", form))
            : Pages.Then("/my/access?box=out&done=asked");
    }

    private static async Task<IResult> AnswerAsync([FromForm] AccessAnswer answer, FrontDoor door, CancellationToken cancellationToken)
    {
        var box = answer.Box == "out" ? "out" : "in";
        var outcome =
            answer.Do is "grant" or "refuse" or "revoke" or "withdraw" && ListingKind.Of(answer.Kind ?? "") is { } kind
                ? await door.PostAsync(
                    $"{kind.Api}/grants/{answer.Id}/{answer.Do}",
                    answer.Do is "refuse" or "revoke" ? new { reason = answer.Reason ?? "" } : null,
                    cancellationToken
                )
                : new Outcome<Done>(null, new Refusal(System.Net.HttpStatusCode.BadRequest, null));
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<AccessPage>(refusal, ("Box", box), ("Typed", answer))
            : Pages.Then($"/my/access?box={box}&done={answer.Do}");
    }
}

/// <summary>What was chosen and typed to ask for access.</summary>
public sealed record AskForm
{
    public List<string> Sections { get; init; } = [];
    public string? Purpose { get; init; }

    /// <summary>Of the text that the page showed.</summary>
    public string? Sha256 { get; init; }
    public bool Accepted { get; init; }
}

/// <summary>What was chosen beside one request.</summary>
public sealed record AccessAnswer
{
    /// <summary>grant, refuse, revoke or withdraw.</summary>
    public string? Do { get; init; }
    public Guid Id { get; init; }
    public string? Kind { get; init; }
    public string? Box { get; init; }
    public string? Reason { get; init; }
}
