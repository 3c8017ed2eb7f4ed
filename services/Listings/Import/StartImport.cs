using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TechTransfer.Hosting;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Import;

/// <summary>POST imports: takes the file in as it comes, a chunk at a time, and leaves its rows to the runner.</summary>
internal static class StartImport
{
    /// <summary>What a multipart form adds around its file.</summary>
    private const long FormBytes = 1024 * 1024;
    private const string DefaultSource = "import";
    private const int MaxSource = 100;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent
    {
        var limit = routes.ServiceProvider.GetRequiredService<IOptions<ImportOptions>>().Value.MaxFileBytes;
        return routes
            .MapPost("/imports", HandleAsync<TContent>)
            .RequireAuthorization(Authentication.SignedIn)
            .Accepts<Form>("multipart/form-data")
            .WithMetadata(new RequestSizeLimitAttribute(limit + FormBytes))
            .ProducesProblem(413)
            .ProducesProblem(415);
    }

    /// <param name="File">CSV, XLSX or JSON Lines.</param>
    internal sealed record Form(IFormFile File);

    private static async Task<Results<Accepted<ImportAnswer>, ProblemHttpResult>> HandleAsync<TContent>(
        HttpRequest request,
        bool? dryRun,
        bool? submit,
        bool? publish,
        string? source,
        Caller caller,
        ListingsDbContext<TContent> db,
        ListingKind<TContent> kind,
        IOptions<ImportOptions> options,
        ImportSignal<TContent> signal,
        TimeProvider time,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (!caller.MayImport())
            return Problem.Forbidden("Your role does not allow you to import listings.");
        if (publish == true && !caller.IsOperator)
            return Problem.Forbidden("Only operators publish what they import.");
        if (source is not null && (string.IsNullOrWhiteSpace(source) || !source.FitsIn(MaxSource)))
            return Problem.Invalid("source", $"source has 1 to {MaxSource} characters.");
        var open = await db.ImportsOf(caller).CountAsync(x => x.State == ImportState.Waiting || x.State == ImportState.Running, cancellationToken);
        if (open >= options.Value.MaxOpen)
            return Problem.Conflict(
                $"{open} imports of your organisation are not finished; at most {options.Value.MaxOpen} may be.",
                ("limit", options.Value.MaxOpen)
            );

        var import = new ImportRow
        {
            Id = Guid.CreateVersion7(),
            OrganisationId = caller.OrganisationId,
            Subject = caller.Subject,
            By = caller.Name,
            Roles = [.. caller.Roles],
            Region = caller.Region,
            IsClient = caller.IsClient,
            ChunkBytes = StoredFile<TContent>.ChunkBytes,
            Source = source?.Trim() ?? DefaultSource,
            DryRun = dryRun ?? false,
            Submit = submit ?? false,
            Publish = publish ?? false,
            CreatedAt = time.GetUtcNow(),
        };
        var upload = new Upload<TContent>(db, import, options.Value.MaxFileBytes);
        if (await upload.ReceiveAsync(request, cancellationToken) is { } refusal)
            return refusal;
        signal.Set();
        return TypedResults.Accepted($"/api/{kind.Plural}/imports/{import.Id}", ImportAnswer.Of(import));
    }
}
