using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Operation;

namespace TechTransfer.Gateway.Web;

/// <summary>For administrators: messages that failed and the matching index.</summary>
internal static class OperationRoutes
{
    public static void MapOperation(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/admin", () => Pages.Then("/admin/index"));
        pages.MapGet("/admin/dead-letters", (string? service, string? after) => Pages.Show<DeadLettersPage>(("Service", service), ("After", after)));
        pages.MapPost("/admin/dead-letters", ReplayAsync);
        pages.MapGet("/admin/index", (bool? drift) => Pages.Show<IndexPage>(("Drift", drift == true)));
        pages.MapPost("/admin/index", RebuildAsync);
    }

    private static async Task<IResult> ReplayAsync(string service, [FromForm] Replay replay, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"/api/admin/{Uri.EscapeDataString(service)}/dead-letters/{replay.Id}/replay", null, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<DeadLettersPage>(refusal, ("Service", service))
            : Pages.Then($"/admin/dead-letters?service={Uri.EscapeDataString(service)}&done=1");
    }

    /// <summary>The form holds nothing but its token.</summary>
    private static async Task<IResult> RebuildAsync([FromForm] IFormCollection _, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync<Rebuild>("/api/admin/matching/index/rebuild", new { }, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<IndexPage>(refusal) : Pages.Then($"/admin/index?started={outcome.Value!.Listings}");
    }

    private sealed record Rebuild(long Listings);
}

public sealed record Replay
{
    public Guid Id { get; init; }
}
