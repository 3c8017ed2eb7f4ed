using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using TechTransfer.Hosting;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Prefill;

/// <summary>The form as it comes in, in memory only: the framework's own reader would put a large file on the disk.</summary>
internal sealed record PrefillForm(string Text, byte[]? File)
{
    public static async Task<(PrefillForm? Form, ProblemHttpResult? Refusal)> ReceiveAsync(
        HttpRequest request,
        PrefillOptions options,
        CancellationToken cancellationToken
    )
    {
        if (MultipartForm.BoundaryOf(request) is not { } boundary)
            return (null, Problem.Of(415, "unsupported-media-type", "Send 'text' or 'file' as multipart/form-data.", ("field", "file")));
        string text = "";
        byte[]? file = null;
        try
        {
            var form = new MultipartReader(boundary, request.Body);
            while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } header)
                    continue;
                switch (header.Name.Value?.Trim('"'))
                {
                    // A browser sends the part of a file that was not chosen, too: empty and without a name.
                    case "file" when header.IsFileDisposition():
                        if (await MultipartForm.BytesAsync(section.Body, options.MaxFileBytes, cancellationToken) is not { } bytes)
                            return (null, Problem.TooLarge("file", options.MaxFileBytes));
                        file = bytes.Length > 0 || MultipartForm.NameOf(header).Length > 0 ? bytes : null;
                        break;
                    case "text":
                        if (await MultipartForm.BytesAsync(section.Body, options.MaxTextLength * 4, cancellationToken) is not { } typed)
                            return (null, TooLong(options));
                        text = Encoding.UTF8.GetString(typed);
                        break;
                }
            }
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == 413)
        {
            return (null, Problem.TooLarge("file", options.MaxFileBytes));
        }
        catch (Exception broken)
            when (broken is InvalidDataException
                || broken is IOException and not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested
            )
        {
            return (null, Problem.Of(400, "bad-request", $"The form is broken: {broken.Message}"));
        }
        if (!text.FitsIn(options.MaxTextLength))
            return (null, TooLong(options));
        if (file is null && string.IsNullOrWhiteSpace(text))
            return (null, Problem.Invalid("text", "Paste a text or choose a file."));
        return (new PrefillForm(text, file), null);
    }

    private static ProblemHttpResult TooLong(PrefillOptions options) =>
        Problem.Invalid("text", $"'text' may have at most {options.MaxTextLength} characters.");
}
