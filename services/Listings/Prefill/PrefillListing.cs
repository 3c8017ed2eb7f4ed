using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Prefill.Reading;

namespace TechTransfer.Listings.Prefill;

/// <summary>POST prefill: a pasted abstract, or a PDF, DOCX or text file, as the fields of a listing. Nothing is stored; what comes back is a guess.</summary>
internal static class PrefillListing
{
    /// <summary>What a multipart form adds around its file and text.</summary>
    private const long FormBytes = 1024 * 1024;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent
    {
        var limit = routes.ServiceProvider.GetRequiredService<IOptions<PrefillOptions>>().Value.MaxFileBytes;
        return routes
            .MapPost("/prefill", HandleAsync<TContent>)
            .RequireAuthorization(Authentication.SignedIn)
            .Accepts<Form>("multipart/form-data")
            .WithMetadata(new RequestSizeLimitAttribute(limit + FormBytes))
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(503);
    }

    /// <param name="Text">A pasted abstract; not needed beside a file.</param>
    /// <param name="File">PDF, DOCX or plain text.</param>
    internal sealed record Form(string? Text, IFormFile? File);

    private static async Task<Results<Ok<Prefilled<TContent>>, ProblemHttpResult>> HandleAsync<TContent>(
        HttpRequest request,
        Caller caller,
        ListingKind<TContent> kind,
        DocumentReader reader,
        IOptions<PrefillOptions> options,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (!caller.MayWrite())
            return Problem.Forbidden("Your role does not allow you to write listings.");
        var (form, refusal) = await PrefillForm.ReceiveAsync(request, options.Value, cancellationToken);
        if (form is null)
            return refusal!;
        var text = form.Text;
        if (form.File is { } file)
            try
            {
                text = await reader.ReadAsync(file, cancellationToken);
            }
            catch (UnreadableException unreadable)
            {
                return Problem.Invalid("file", unreadable.Message);
            }
            catch (TimeoutException)
            {
                return Problem.Unavailable("Other files are being read just now; try again in a moment.");
            }
        var beginning = options.Value.Beginning(text);
        try
        {
            return TypedResults.Ok(Prefilled.Of(kind, AbstractReader.Read(beginning), beginning.Length < text.Length));
        }
        catch (RegexMatchTimeoutException)
        {
            return Problem.Invalid(form.File is null ? "text" : "file", "The text is too intricate to be split; type it into the fields.");
        }
    }
}

/// <param name="Content">What was found, within the limits of a draft.</param>
/// <param name="Guessed">The fields that were filled. Sent on as <c>guessed</c> of a draft they have to be confirmed before it is submitted.</param>
/// <param name="Cut">The file's text was longer than is read, or a part of it longer than its field; only the beginning was taken.</param>
public sealed record Prefilled<TContent>(TContent Content, IReadOnlyList<string> Guessed, bool Cut);

internal static class Prefilled
{
    public static Prefilled<TContent> Of<TContent>(ListingKind<TContent> kind, Abstract found, bool cut)
        where TContent : ListingContent
    {
        var content = kind.Prefill(found);
        var guessed = content.GetType().GetProperties().Where(x => x.GetValue(content) is not null && x.Name != "EqualityContract");
        return new(content, [.. guessed.Select(x => char.ToLowerInvariant(x.Name[0]) + x.Name[1..])], cut || found.IsCut);
    }
}
