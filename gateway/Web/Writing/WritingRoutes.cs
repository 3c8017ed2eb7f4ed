using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Writing;

namespace TechTransfer.Gateway.Web;

/// <summary>The form of a listing: new and edit. Every button posts the whole form, so that it works without script and nothing typed is lost.</summary>
internal static class WritingRoutes
{
    /// <summary>The form itself beside the file that it is prefilled from.</summary>
    private const long FormBytes = 2 * 1024 * 1024;

    public static void MapWriting(this IEndpointRouteBuilder pages)
    {
        var prefill = pages.ServiceProvider.GetRequiredService<IConfiguration>().GetValue("Prefill:MaxFileBytes", 10L * 1024 * 1024);
        foreach (var kind in ListingKind.Both)
        {
            pages.MapGet(kind.MyPages + "/new", () => Pages.Show<FormPage>(("Kind", kind)));
            pages.MapGet(kind.MyPages + "/{id:guid}/edit", (Guid id) => Pages.Show<FormPage>(("Kind", kind), ("Id", id)));
            pages
                .MapPost(
                    kind.MyPages + "/new",
                    ([FromForm] IFormCollection form, WritingDesk desk, CancellationToken cancelled) => desk.AnswerAsync(kind, null, form, cancelled)
                )
                .WithMetadata(new RequestSizeLimitAttribute(prefill + FormBytes));
            pages
                .MapPost(
                    kind.MyPages + "/{id:guid}/edit",
                    (Guid id, [FromForm] IFormCollection form, WritingDesk desk, CancellationToken cancelled) =>
                        desk.AnswerAsync(kind, id, form, cancelled)
                )
                .WithMetadata(new RequestSizeLimitAttribute(prefill + FormBytes));
        }
    }
}
