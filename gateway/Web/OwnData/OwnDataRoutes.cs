using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.OwnData;

namespace TechTransfer.Gateway.Web;

/// <summary>What the platform holds about who is signed in: on a page, and as a file for programs.</summary>
internal static class OwnDataRoutes
{
    private static readonly JsonSerializerOptions ForReaders = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void MapOwnData(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/my/data", () => Pages.Show<OwnDataPage>());
        pages.MapGet("/my/data/download", DownloadAsync);
    }

    /// <summary>All or nothing: a file that lacks what a service holds would say that there is nothing.</summary>
    private static async Task<IResult> DownloadAsync(FrontDoor door, TimeProvider time, HttpContext http, CancellationToken cancellationToken)
    {
        var parts = await Task.WhenAll(OwnParts.Services.Select(x => door.GetAsync<JsonObject>(OwnParts.PathOf(x), cancellationToken)));
        var now = time.GetUtcNow();
        var file = new JsonObject { ["format"] = "techtransfer-my-data/1", ["at"] = now };
        foreach (var (service, part) in OwnParts.Services.Zip(parts))
            file[service] = part;
        http.Response.Headers.CacheControl = "no-store";
        var name = $"techtransfer-my-data-{now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json";
        return Results.File(JsonSerializer.SerializeToUtf8Bytes(file, ForReaders), "application/json", name);
    }
}

/// <summary>The services that hold something about people, each of which answers for itself.</summary>
internal static class OwnParts
{
    public static readonly string[] Services = ["identity", "achievements", "demands", "matching", "contracts"];

    public static string PathOf(string service) => "/api/my-data/" + service;

    /// <summary>What there is of each kind.</summary>
    public static IEnumerable<(string Kind, int Count)> Of(JsonObject part) =>
        part.Where(x => x.Value is JsonArray).Select(x => (x.Key, ((JsonArray)x.Value!).Count));
}
