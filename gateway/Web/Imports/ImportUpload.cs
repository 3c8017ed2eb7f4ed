using System.Net;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Net.Http.Headers;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using MediaTypeHeaderValue = Microsoft.Net.Http.Headers.MediaTypeHeaderValue;

namespace TechTransfer.Gateway.Web.Imports;

/// <summary>
/// Takes the form of an import and hands its file on while it comes in, so that no file is held in memory. Token and choices stand before the file.
/// </summary>
internal sealed class ImportUpload(UploadDoor upload, IAntiforgery antiforgery, IConfiguration configuration)
{
    /// <summary>What browsers add around the file.</summary>
    private const long FormBytes = 1024 * 1024;
    private const int LongestField = 8192;

    /// <summary>The API's own limit, asked for here so that a browser is told before it has sent everything.</summary>
    private long MaxFileBytes => configuration.GetValue("Imports:MaxFileBytes", 200L * 1024 * 1024);

    public async Task<IResult> ReceiveAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var request = http.Request;
        if (BoundaryOf(request) is not { } boundary)
            return Refused(HttpStatusCode.BadRequest, "imports.noFile");
        if (request.ContentLength > MaxFileBytes + FormBytes)
        {
            // A browser reads the answer only when all it sends was taken.
            await request.Body.CopyToAsync(Stream.Null, cancellationToken);
            return Refused(HttpStatusCode.RequestEntityTooLarge, null);
        }
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        var form = new MultipartReader(boundary, request.Body);
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
        {
            if (section.GetContentDispositionHeader() is not { } header)
                continue;
            if (header.IsFileDisposition())
                return await SendAsync(http, fields, section, header, cancellationToken);
            using var reader = new StreamReader(section.Body);
            var text = new char[LongestField];
            fields[header.Name.Value?.Trim('"') ?? ""] = new string(text, 0, await reader.ReadBlockAsync(text, cancellationToken));
        }
        return Refused(HttpStatusCode.UnprocessableEntity, "imports.noFile");
    }

    private async Task<IResult> SendAsync(
        HttpContext http,
        Dictionary<string, string> fields,
        MultipartSection file,
        ContentDispositionHeaderValue header,
        CancellationToken cancellationToken
    )
    {
        // As a header, or the check would read the form by itself and with it the whole file.
        http.Request.Headers[antiforgery.GetTokens(http).HeaderName!] = fields.GetValueOrDefault("__RequestVerificationToken");
        if (!await antiforgery.IsRequestValidAsync(http))
            return Refused(HttpStatusCode.BadRequest, "imports.again");
        var name = (header.FileNameStar.HasValue ? header.FileNameStar.Value : HeaderUtilities.RemoveQuotes(header.FileName).Value) ?? "";
        var kind = ListingKind.Of(fields.GetValueOrDefault("Kind", "")) ?? ListingKind.Achievement;
        if (name.Length == 0)
            return Refused(HttpStatusCode.UnprocessableEntity, "imports.noFile");
        var how = fields.GetValueOrDefault("How") switch
        {
            "dryRun" => "?dryRun=true",
            "submit" => "?submit=true",
            "publish" => "?publish=true",
            _ => "",
        };
        using var content = new MultipartFormDataContent();
        content.Add(new StreamContent(file.Body), "file", name);
        var started = await upload.Door.SendAsync<Import>(HttpMethod.Post, $"{kind.Api}/imports{how}", content, null, cancellationToken);
        if (started.Refusal is { } refusal)
        {
            await http.Request.Body.CopyToAsync(Stream.Null, cancellationToken);
            return Pages.ShowRefused<ImportsPage>(refusal);
        }
        return Pages.Then($"/my/imports/{kind.Code}/{started.Value!.Id}");
    }

    private IResult Refused(HttpStatusCode status, string? word) =>
        Pages.ShowRefused<ImportsPage>(new Refusal(status, null), ("Word", word), ("Limit", MaxFileBytes));

    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= 200 } boundary
            ? boundary
            : null;
}
