using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Submit;

namespace TechTransfer.Listings.Files;

/// <summary>
/// DELETE a file, POST …/cover: a new version without it, or with the picture before the others. The bytes stay while an older version may be asked
/// for; of a listing that was never public they go.
/// </summary>
internal static class ArrangeFiles
{
    public static RouteHandlerBuilder MapRemove<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapDelete("/{id:guid}/files/{fileId:guid}", RemoveAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapCover<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes.MapPost("/{id:guid}/files/{fileId:guid}/cover", CoverAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> RemoveAsync<TContent>(
        Guid id,
        Guid fileId,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Revise, caller, cancellationToken);
        if (step is null)
            return refusal!;
        var listing = step.Listing;
        var name = fileId.ToString();
        var role = desk.Kind.FilesOf(listing.Content, FileRole.Image).Contains(name) ? FileRole.Image : FileRole.Attachment;
        var files = desk.Kind.FilesOf(listing.Content, role);
        if (!files.Contains(name))
            return Problem.NotFound("file");
        if (listing.PublishedVersion is null)
        {
            var file = await desk.Db.Files.SingleOrDefaultAsync(x => x.Id == fileId && x.ListingId == id, cancellationToken);
            if (file is not null)
            {
                desk.Db.Files.Remove(file);
                var chunks = await desk
                    .Db.FileChunks.Where(x => x.FileId == fileId)
                    .Select(x => new { x.Size, x.Number })
                    .ToListAsync(cancellationToken);
                desk.Db.FileChunks.RemoveRange(
                    chunks.Select(x => new FileChunkRow
                    {
                        FileId = fileId,
                        Size = x.Size,
                        Number = x.Number,
                        Bytes = [],
                    })
                );
            }
        }
        var content = desk.Kind.WithFiles(listing.Content, role, [.. files.Where(x => x != name)]);
        await desk.ReviseAsync(listing, content, caller, "removeFile", cancellationToken);
        return TypedResults.Ok(Head.Of(listing));
    }

    private static async Task<Results<Ok<Head>, ProblemHttpResult>> CoverAsync<TContent>(
        Guid id,
        Guid fileId,
        NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Revise, caller, cancellationToken);
        if (step is null)
            return refusal!;
        var listing = step.Listing;
        var name = fileId.ToString();
        var files = desk.Kind.FilesOf(listing.Content, FileRole.Image);
        if (!files.Contains(name))
            return Problem.NotFound("file");
        var content = desk.Kind.WithFiles(listing.Content, FileRole.Image, [name, .. files.Where(x => x != name)]);
        await desk.ReviseAsync(listing, content, caller, "cover", cancellationToken);
        return TypedResults.Ok(Head.Of(listing));
    }
}
