using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;

namespace TechTransfer.Matching.Operation;

/// <summary>Compares index and store now and mends what differs; the same happens by itself every day (<see cref="WatchDrift"/>).</summary>
internal static class CheckDrift
{
    internal sealed record Nothing;

    internal sealed record Response(
        string Reason,
        DateTimeOffset StartedAt,
        DateTimeOffset FinishedAt,
        int Compared,
        int Missing,
        int Stale,
        int Ahead,
        int Orphaned
    )
    {
        public static Response Of(DriftCheck check) =>
            new(check.Reason, check.StartedAt, check.FinishedAt, check.Compared, check.Missing, check.Stale, check.Ahead, check.Orphaned);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/admin/matching/index/drift", HandleAsync)
            .WithName("checkDrift")
            .WithTags("Operation")
            .RequireAuthorization(Roles.Administrator);

    private static async Task<Ok<Response>> HandleAsync(Nothing? _, RepairDrift repair, CancellationToken cancellationToken) =>
        TypedResults.Ok(Response.Of(await repair.RunAsync("asked", cancellationToken)));
}
