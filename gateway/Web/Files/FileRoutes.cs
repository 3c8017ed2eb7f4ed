using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Files;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web;

/// <summary>The page of a listing's pictures and attachments.</summary>
internal static class FileRoutes
{
    public static void MapFiles(this IEndpointRouteBuilder pages)
    {
        foreach (var kind in ListingKind.Both)
        {
            pages.MapGet(kind.MyPages + "/{id:guid}/files", (Guid id) => Pages.Show<FilesPage>(("Kind", kind), ("Id", id)));
            pages
                .MapPost(
                    kind.MyPages + "/{id:guid}/files",
                    (Guid id, HttpContext http, FrontDoor door, Words words, IAntiforgery antiforgery, IConfiguration configuration) =>
                        ReceiveAsync(kind, id, http, door, words, antiforgery, configuration.GetValue("Files:MaxBytes", 10 * 1024 * 1024))
                )
                .WithMetadata(new DisableRequestSizeLimitAttribute());
        }
    }

    /// <summary>What browsers add around the file.</summary>
    private const int FormBytes = 64 * 1024;

    /// <summary>The form is read only when it is no longer than a file may be; a browser reads the answer only when all it sends was taken.</summary>
    private static async Task<IResult> ReceiveAsync(
        ListingKind kind,
        Guid id,
        HttpContext http,
        FrontDoor door,
        Words words,
        IAntiforgery antiforgery,
        int maxBytes
    )
    {
        var cancelled = http.RequestAborted;
        if (http.Request.ContentLength > maxBytes + FormBytes)
        {
            await http.Request.Body.CopyToAsync(Stream.Null, cancelled);
            var tooLarge = new Refusal(HttpStatusCode.RequestEntityTooLarge, words["files.tooLarge", maxBytes / 1024 / 1024]);
            return Pages.ShowRefused<FilesPage>(tooLarge, ("Kind", kind), ("Id", id));
        }
        if (http.Request.ContentLength is null || !http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http))
            return Results.StatusCode(StatusCodes.Status400BadRequest);
        return await ActAsync(kind, id, await http.Request.ReadFormAsync(cancelled), door, words, cancelled);
    }

    private static async Task<IResult> ActAsync(
        ListingKind kind,
        Guid id,
        IFormCollection form,
        FrontDoor door,
        Words words,
        CancellationToken cancellationToken
    )
    {
        var what = form["Do"].ToString().Split(':', 2);
        var (verb, file) = (what[0], what.Length > 1 && Guid.TryParse(what[1], out var named) ? named : Guid.Empty);
        var root = $"{kind.Api}/{id}";
        var outcome = verb switch
        {
            "image" or "attachment" => await SendAsync($"{root}/{verb}s", form, door, cancellationToken),
            "cover" => await door.PostAsync($"{root}/files/{file}/cover", null, cancellationToken),
            "remove" => await door.DeleteAsync($"{root}/files/{file}", cancellationToken),
            _ => new Outcome<Done>(null, new Refusal(HttpStatusCode.BadRequest, null)),
        };
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<FilesPage>(Said(refusal, verb, words), ("Kind", kind), ("Id", id), ("Typed", form["Alt"].ToString()))
            : Pages.Then($"{kind.MyPages}/{id}/files?done={verb}");
    }

    private static async Task<Outcome<Done>> SendAsync(string path, IFormCollection form, FrontDoor door, CancellationToken cancellationToken)
    {
        using var content = new MultipartFormDataContent();
        await using var bytes = form.Files.GetFile("File") is { } chosen ? chosen.OpenReadStream() : Stream.Null;
        if (form["Alt"].ToString() is { Length: > 0 } alt)
            content.Add(new StringContent(alt), "alt");
        if (form.Files.GetFile("File") is { FileName.Length: > 0 } file)
            content.Add(new StreamContent(bytes), "file", file.FileName);
        return await door.SendAsync<Done>(HttpMethod.Post, path, content, null, cancellationToken);
    }

    /// <summary>The page has two controls for a file; what is too large is said at the one it was chosen in.</summary>
    private static Refusal Said(Refusal refusal, string verb, Words words)
    {
        if (refusal.Status == HttpStatusCode.RequestEntityTooLarge && refusal.Document is { ValueKind: JsonValueKind.Object } document)
            return refusal with
            {
                Errors = new Dictionary<string, string[]>(StringComparer.Ordinal)
                {
                    [verb] = [words["files.tooLarge", document.GetProperty("limit").GetInt64() / 1024 / 1024]],
                },
            };
        return refusal with
        {
            Errors = refusal.Errors.ToDictionary(x => x.Key == "file" || x.Key == verb + "s" ? verb : x.Key, x => x.Value, StringComparer.Ordinal),
        };
    }
}
