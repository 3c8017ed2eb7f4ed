using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Signing;

/// <summary>GET /api/contracts/{id}/scans/{scanId}: the stamped copy, always as a download.</summary>
internal static class DownloadScan
{
    public static void MapDownloadScan(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/contracts/{id:guid}/scans/{scanId:guid}", HandleAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("DownloadScan")
            .Produces<byte[]>(200, "application/pdf", "image/png", "image/jpeg");

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> HandleAsync(
        Guid id,
        Guid scanId,
        Caller caller,
        ContractsDbContext db,
        CancellationToken cancellationToken
    )
    {
        var scan = await db
            .Scans.AsNoTracking()
            .Where(x => x.Id == scanId && db.Contracts.VisibleToParties(caller).Any(y => y.Id == id && y.Id == x.ContractId))
            .Include(x => x.Pieces)
            .FirstOrDefaultAsync(cancellationToken);
        if (scan is null)
            return Problem.NotFound("scan");
        byte[] content = [.. scan.Pieces.OrderBy(x => x.Position).SelectMany(x => x.Bytes)];
        return TypedResults.File(content, scan.ContentType, scan.Name);
    }
}
