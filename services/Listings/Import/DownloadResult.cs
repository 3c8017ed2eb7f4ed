using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Tabular;

namespace TechTransfer.Listings.Import;

/// <summary>GET imports/{id}/result: the refused rows so far, as CSV.</summary>
internal static class DownloadResult
{
    private const int RowsAtOnce = 1000;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapGet("/imports/{id:guid}/result", HandleAsync<TContent>)
            .RequireAuthorization(Authentication.SignedIn)
            .Produces<byte[]>(200, "text/csv");

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Caller caller,
        ListingsDbContext<TContent> db,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        await db.ImportsOf(caller).AnyAsync(x => x.Id == id, cancellationToken)
            ? TypedResults.Stream(stream => WriteAsync(stream, db, id, cancellationToken), "text/csv; charset=utf-8", $"import-{id}-refused.csv")
            : Problem.NotFound("import");

    /// <summary>Page by page, so that a slow download holds no transaction of the store open.</summary>
    private static async Task WriteAsync<TContent>(Stream stream, ListingsDbContext<TContent> db, Guid id, CancellationToken cancellationToken)
        where TContent : ListingContent
    {
        await using var csv = new CsvWriter(stream);
        await csv.WriteRowAsync(["line", "field", "code", "message"], cancellationToken);
        var (row, position) = (0L, -1);
        while (true)
        {
            var page = await db
                .ImportRefusals.AsNoTracking()
                .Where(x => x.ImportId == id && (x.RowNumber > row || x.RowNumber == row && x.Position > position))
                .OrderBy(x => x.RowNumber)
                .ThenBy(x => x.Position)
                .Take(RowsAtOnce)
                .ToListAsync(cancellationToken);
            foreach (var refusal in page)
                await csv.WriteRowAsync(
                    [refusal.Line.ToString(CultureInfo.InvariantCulture), refusal.Field, refusal.Code, refusal.Message],
                    cancellationToken
                );
            if (page.Count < RowsAtOnce)
                return;
            (row, position) = (page[^1].RowNumber, page[^1].Position);
        }
    }
}
