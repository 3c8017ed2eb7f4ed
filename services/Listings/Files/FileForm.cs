using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TechTransfer.Hosting;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Files;

/// <summary>The form of an upload, in memory only and no longer than allowed.</summary>
internal sealed record FileForm(byte[] File, string Name, string? Alt)
{
    public const int LongestAlt = 200;

    public static async Task<(FileForm? Form, ProblemHttpResult? Refusal)> ReceiveAsync(
        HttpRequest request,
        int maxBytes,
        CancellationToken cancellationToken
    )
    {
        if (MultipartForm.BoundaryOf(request) is not { } boundary)
            return (null, Problem.Of(415, "unsupported-media-type", "Send the file as the field 'file' of multipart/form-data.", ("field", "file")));
        byte[]? file = null;
        var name = "";
        string? alt = null;
        try
        {
            var form = new MultipartReader(boundary, request.Body);
            while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } header)
                    continue;
                switch (header.Name.Value?.Trim('"'))
                {
                    case "file" when header.IsFileDisposition():
                        file = await MultipartForm.BytesAsync(section.Body, maxBytes, cancellationToken);
                        if (file is null)
                            return (null, Problem.TooLarge("file", maxBytes));
                        name = MultipartForm.NameOf(header);
                        break;
                    case "alt":
                        if (await MultipartForm.BytesAsync(section.Body, LongestAlt * 4, cancellationToken) is not { } text)
                            return (null, TooLong());
                        alt = Encoding.UTF8.GetString(text).Trim();
                        break;
                }
            }
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == 413)
        {
            return (null, Problem.TooLarge("file", maxBytes));
        }
        catch (Exception broken)
            when (broken is InvalidDataException
                || broken is IOException and not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested
            )
        {
            return (null, Problem.Of(400, "bad-request", $"The form is broken: {broken.Message}"));
        }
        if (file is not { Length: > 0 })
            return (null, Problem.Invalid("file", file is null ? "Send the file as the field 'file' of the form." : "The file is empty."));
        if (alt is not null && !alt.FitsIn(LongestAlt))
            return (null, TooLong());
        if (alt is not null && alt.Any(char.IsControl))
            return (null, Problem.Invalid("alt", "'alt' is one line of text."));
        return (new FileForm(file, name, string.IsNullOrEmpty(alt) ? null : alt), null);
    }

    private static ProblemHttpResult TooLong() => Problem.Invalid("alt", $"'alt' may have at most {LongestAlt} characters.");
}
