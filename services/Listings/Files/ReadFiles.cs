using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Get;
using TechTransfer.Listings.Grants;

namespace TechTransfer.Listings.Files;

/// <summary>
/// GET files: the pictures and attachments of the version that GET of the listing shows, cover first; GET one of them. Whoever may not see the section
/// that names a file does not find the file either.
/// </summary>
internal static class ReadFiles
{
    private const string Section = "attachments";

    public static RouteHandlerBuilder MapList<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/{id:guid}/files", ListAsync<TContent>).ProducesProblem(404);

    public static RouteHandlerBuilder MapOne<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapGet("/{id:guid}/files/{fileId:guid}", DownloadAsync<TContent>)
            .Produces<byte[]>(
                200,
                "image/webp",
                "image/jpeg",
                "image/png",
                "application/pdf",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            )
            .ProducesProblem(404);

    internal sealed record FilesAnswer(IReadOnlyList<ImageAnswer> Images, IReadOnlyList<AttachmentAnswer> Attachments);

    /// <param name="Width">Of the largest size, upright; the others have the same proportions.</param>
    public sealed record ImageAnswer(Guid Id, string? Alt, int Width, int Height);

    public sealed record AttachmentAnswer(Guid Id, string Name, string ContentType, long Length);

    private static async Task<Results<Ok<FilesAnswer>, ProblemHttpResult>> ListAsync<TContent>(
        Guid id,
        string? view,
        Caller? caller,
        HttpRequest request,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (view is not (null or "working" or "public"))
            return Problem.Invalid("view", "view is working or public.");
        if (await SeenAsync(desk, id, caller, [view], cancellationToken) is not var (listing, seen, granted))
            return Problem.NotFound(desk.Kind.Name);
        if (granted.Count > 0)
            await ViewLog.WriteAsync(desk, listing, [Section], null, caller!, request, cancellationToken);
        var stored = await desk.Db.Files.AsNoTracking().Where(x => x.ListingId == id).ToDictionaryAsync(x => x.Id, cancellationToken);
        var named = seen.Select(x => stored.GetValueOrDefault(x)).OfType<FileRow>().ToList();
        return TypedResults.Ok(
            new FilesAnswer(
                [.. named.Where(x => x.Role == FileRole.Image).Select(x => new ImageAnswer(x.Id, x.Alt, x.Width, x.Height))],
                [
                    .. named
                        .Where(x => x.Role == FileRole.Attachment)
                        .Select(x => new AttachmentAnswer(x.Id, x.Name ?? "", x.ContentType ?? "", x.Length)),
                ]
            )
        );
    }

    /// <param name="size">Of a picture: tile, 320, 800, 1600 or square.</param>
    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> DownloadAsync<TContent>(
        Guid id,
        Guid fileId,
        string? size,
        Caller? caller,
        HttpContext http,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var wanted = PictureSize.Of(size ?? PictureSize.Medium.Name);
        if (wanted is null)
            return Problem.Invalid("size", $"size is one of {string.Join(", ", PictureSize.All.Select(x => x.Name))}.");
        if (
            await SeenAsync(desk, id, caller, [null, "working", "public"], cancellationToken) is not var (listing, seen, granted)
            || !seen.Contains(fileId)
        )
            return Problem.NotFound("file");
        if (await desk.Db.Files.AsNoTracking().SingleOrDefaultAsync(x => x.Id == fileId && x.ListingId == id, cancellationToken) is not { } file)
            return Problem.NotFound("file");
        var isImage = file.Role == FileRole.Image;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        // A picture never changes under its address, but may be taken from the public at any time.
        http.Response.Headers.CacheControl = isImage ? "private, max-age=300" : "no-store";
        if (granted.Contains(fileId))
            await ViewLog.WriteAsync(desk, listing, [Section], fileId, caller!, http.Request, cancellationToken);
        if (!isImage)
            http.Response.ContentLength = file.Length;
        return TypedResults.Stream(
            body => CopyAsync(desk.Db, fileId, isImage ? wanted.Name : FileChunkRow.Whole, body, cancellationToken),
            isImage ? wanted.ContentType : file.ContentType,
            isImage ? null : file.Name
        );
    }

    /// <summary>One part is in memory at a time.</summary>
    private static async Task CopyAsync<TContent>(
        ListingsDbContext<TContent> db,
        Guid fileId,
        string size,
        Stream body,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        for (var number = 0; ; number++)
        {
            var at = number;
            var part = await db
                .FileChunks.Where(x => x.FileId == fileId && x.Size == size && x.Number == at)
                .Select(x => x.Bytes)
                .SingleOrDefaultAsync(cancellationToken);
            if (part is null)
                return;
            await body.WriteAsync(part, cancellationToken);
        }
    }

    /// <summary>The ids that the versions which the caller is shown name, in their order; null when he may not know of the listing.</summary>
    private static async Task<SeenFiles<TContent>?> SeenAsync<TContent>(
        ListingDesk<TContent> desk,
        Guid id,
        Caller? caller,
        string?[] views,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk.Db.VisibleTo(caller).AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (listing is null)
            return null;
        var audience = await desk.Db.AudienceAsync(listing, caller, cancellationToken);
        var (seen, granted) = (new List<Guid>(), new List<Guid>());
        foreach (
            var version in views
                .Select(view => GetListing.ShowsWorkingVersion(listing, view, audience) ? listing.Content : listing.PublicContent)
                .Distinct()
        )
        {
            var shown = await desk.DiscloseAsync(listing, version, audience, caller, cancellationToken);
            seen.AddRange(Ids(desk.Kind.FilesOf(shown.Content, FileRole.Image)));
            var attachments = Ids(desk.Kind.FilesOf(shown.Content, FileRole.Attachment));
            seen.AddRange(attachments);
            if (shown.ByGrant.Contains(Section))
                granted.AddRange(attachments);
        }
        return new SeenFiles<TContent>(listing, [.. seen.Distinct()], granted);
    }

    private static List<Guid> Ids(IReadOnlyList<string> named) => [.. named.Select(x => Guid.TryParse(x, out var file) ? file : Guid.Empty)];

    /// <param name="Granted">Those of them that are seen because the owner has granted it.</param>
    private sealed record SeenFiles<TContent>(Listing<TContent> Listing, List<Guid> Seen, List<Guid> Granted)
        where TContent : ListingContent;
}
