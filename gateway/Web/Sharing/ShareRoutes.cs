using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using QRCoder;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Errors;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Sharing;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Web;

/// <summary>What leads people to a published listing from elsewhere: its QR code, and one sheet of paper with the code for fairs.</summary>
internal static class ShareRoutes
{
    /// <summary>About so many pixels a side: enough for 4 cm of paper, and more than messengers ask of the picture of a link.</summary>
    private const int CodePixels = 600;

    private static readonly byte[] Ink = [0x0b, 0x4d, 0x53];
    private static readonly byte[] Paper = [0xff, 0xff, 0xff];

    public static void MapSharing(this IEndpointRouteBuilder pages)
    {
        foreach (var kind in ListingKind.Both)
        {
            pages.MapGet(kind.Pages + "/{id:guid}/print", (Guid id) => Pages.Show<PrintPage>(("Kind", kind), ("Id", id)));
            pages.MapGet(
                kind.Pages + "/{id:guid}/qr.png",
                (Guid id, FrontDoor door, IConfiguration configuration, HttpContext http) => DrawAsync(kind, id, door, configuration, http)
            );
        }
    }

    private static async Task<IResult> DrawAsync(ListingKind kind, Guid id, FrontDoor door, IConfiguration configuration, HttpContext http)
    {
        var listing = await door.GetForAllAsync<Listing>($"{kind.Api}/{id}", http.RequestAborted);
        http.Response.Headers.CacheControl = "public, max-age=86400";
        return Results.Bytes(Draw(configuration.PublicUrl() + (listing with { ListingKind = kind.Code }).Path), "image/png");
    }

    private static byte[] Draw(string address)
    {
        using var code = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var picture = new PngByteQRCode(code);
        return picture.GetGraphic(CodePixels / code.ModuleMatrix.Count, Ink, Paper);
    }
}
