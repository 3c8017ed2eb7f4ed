using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Imports;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

/// <summary>Many listings at once from a table: upload, progress, refused rows, cancel.</summary>
internal static class ImportRoutes
{
    public static void MapImports(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/my/imports", () => Pages.Show<ImportsPage>());
        // The API has the limit; a front door of its own would refuse without a word.
        pages
            .MapPost("/my/imports", (HttpContext http, ImportUpload upload, CancellationToken cancelled) => upload.ReceiveAsync(http, cancelled))
            .WithMetadata(new DisableRequestSizeLimitAttribute());
        foreach (var kind in ListingKind.Both)
        {
            var address = $"/my/imports/{kind.Code}/{{id:guid}}";
            pages.MapGet(address, (Guid id) => Pages.Show<ImportPage>(("Kind", kind), ("Id", id)));
            pages.MapPost(
                address,
                (Guid id, [FromForm] IFormCollection _, FrontDoor door, CancellationToken cancelled) => CancelAsync(kind, id, door, cancelled)
            );
        }
    }

    private static async Task<IResult> CancelAsync(ListingKind kind, Guid id, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"{kind.Api}/imports/{id}/cancel", null, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<ImportPage>(refusal, ("Kind", kind), ("Id", id))
            : Pages.Then($"/my/imports/{kind.Code}/{id}");
    }
}
