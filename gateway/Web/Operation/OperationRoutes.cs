using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Operation;

namespace TechTransfer.Gateway.Web;

/// <summary>For administrators: messages that failed, the matching index, and whether copies agree with their owners.</summary>
internal static class OperationRoutes
{
    public static void MapOperation(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/admin", () => Pages.Then("/admin/index"));
        pages.MapGet("/admin/dead-letters", (string? service, string? after) => Pages.Show<DeadLettersPage>(("Service", service), ("After", after)));
        pages.MapPost("/admin/dead-letters", ReplayAsync);
        pages.MapGet("/admin/copies", () => Pages.Show<CopiesPage>());
        pages.MapPost("/admin/copies", AnnounceAsync);
        pages.MapGet("/admin/index", () => Pages.Show<IndexPage>());
        pages.MapPost("/admin/index", RebuildAsync);
        pages.MapPost("/admin/index/drift", CheckDriftAsync);
    }

    private static async Task<IResult> ReplayAsync(string service, [FromForm] Replay replay, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"/api/admin/{Uri.EscapeDataString(service)}/dead-letters/{replay.Id}/replay", null, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<DeadLettersPage>(refusal, ("Service", service))
            : Pages.Then($"/admin/dead-letters?service={Uri.EscapeDataString(service)}&done=1");
    }

    private static async Task<IResult> AnnounceAsync([FromForm] Announce announce, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"/api/admin/{Uri.EscapeDataString(announce.Service ?? "-")}/announcements", null, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<CopiesPage>(refusal) : Pages.Then("/admin/copies?started=1");
    }

    /// <summary>The form holds nothing but its token.</summary>
    private static async Task<IResult> CheckDriftAsync([FromForm] IFormCollection _, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync("/api/admin/matching/index/drift", null, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<IndexPage>(refusal) : Pages.Then("/admin/index?checked=1");
    }

    /// <summary>The form holds nothing but its token.</summary>
    private static async Task<IResult> RebuildAsync([FromForm] IFormCollection _, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync<Rebuild>("/api/admin/matching/index/rebuild", new { }, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<IndexPage>(refusal) : Pages.Then($"/admin/index?started={outcome.Value!.Listings}");
    }

    private sealed record Rebuild(long Listings);
}

public sealed record Announce
{
    public string? Service { get; init; }
}

public sealed record Replay
{
    public Guid Id { get; init; }
}
