using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Files;

/// <summary>
/// POST images, POST attachments: one file, stored with the version of the listing that names it. Of a published listing that is a revision like any
/// other; what is refused leaves nothing behind.
/// </summary>
internal static class AddFile
{
    /// <summary>What a multipart form adds around its file.</summary>
    private const long FormBytes = 64 * 1024;

    public static RouteHandlerBuilder MapImage<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        Described(routes, routes.MapPost("/{id:guid}/images", ImageAsync<TContent>)).Accepts<ImageForm>("multipart/form-data");

    public static RouteHandlerBuilder MapAttachment<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        Described(routes, routes.MapPost("/{id:guid}/attachments", AttachmentAsync<TContent>)).Accepts<AttachmentForm>("multipart/form-data");

    /// <param name="File">JPEG, PNG or WebP.</param>
    /// <param name="Alt">What it shows, for who cannot see it.</param>
    internal sealed record ImageForm(IFormFile File, string? Alt);

    /// <param name="File">PDF, DOCX, XLSX, PPTX, PNG or JPEG.</param>
    internal sealed record AttachmentForm(IFormFile File);

    /// <param name="Version">Of the listing, which names the file now.</param>
    public sealed record AddedFile(Guid Id, long Version);

    private static RouteHandlerBuilder Described(IEndpointRouteBuilder routes, RouteHandlerBuilder route) =>
        route
            .RequireAuthorization(Authentication.SignedIn)
            .WithMetadata(new RequestSizeLimitAttribute(routes.ServiceProvider.GetRequiredService<IOptions<FileLimits>>().Value.MaxBytes + FormBytes))
            .ProducesProblem(413)
            .ProducesProblem(415)
            .ProducesProblem(503);

    private static async Task<Results<Created<AddedFile>, ProblemHttpResult>> ImageAsync<TContent>(
        Guid id,
        HttpRequest request,
        Caller caller,
        ListingDesk<TContent> desk,
        PictureReader reader,
        IOptions<FileLimits> limits,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (upload, refusal) = await BeginAsync(id, FileRole.Image, request, caller, desk, limits.Value, cancellationToken);
        if (upload is null)
            return refusal!;
        try
        {
            var picture = await reader.ReadAsync(upload.Form.File, cancellationToken);
            desk.Db.Files.Add(
                new FileRow
                {
                    Id = upload.FileId,
                    ListingId = id,
                    Role = FileRole.Image,
                    Alt = upload.Form.Alt,
                    Length = picture.Sizes.Sum(x => (long)x.Bytes.Length),
                    Width = picture.Width,
                    Height = picture.Height,
                    At = desk.Now,
                }
            );
            foreach (var (size, bytes) in picture.Sizes)
                desk.Db.FileChunks.AddRange(FileChunkRow.Of(upload.FileId, size.Name, bytes));
        }
        catch (UnfitFileException unfit)
        {
            return Problem.Invalid("file", unfit.Message);
        }
        catch (TimeoutException)
        {
            return Problem.Unavailable("Other pictures are being read just now; try again in a moment.");
        }
        return await SaveAsync(upload, caller, desk, "addImage", cancellationToken);
    }

    private static async Task<Results<Created<AddedFile>, ProblemHttpResult>> AttachmentAsync<TContent>(
        Guid id,
        HttpRequest request,
        Caller caller,
        ListingDesk<TContent> desk,
        IOptions<FileLimits> limits,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (upload, refusal) = await BeginAsync(id, FileRole.Attachment, request, caller, desk, limits.Value, cancellationToken);
        if (upload is null)
            return refusal!;
        try
        {
            var (type, extension) = AttachmentFile.TypeOf(upload.Form.File);
            desk.Db.Files.Add(
                new FileRow
                {
                    Id = upload.FileId,
                    ListingId = id,
                    Role = FileRole.Attachment,
                    Name = AttachmentFile.NameOf(upload.Form.Name, extension),
                    ContentType = type,
                    Length = upload.Form.File.Length,
                    At = desk.Now,
                }
            );
            desk.Db.FileChunks.AddRange(FileChunkRow.Of(upload.FileId, FileChunkRow.Whole, upload.Form.File));
        }
        catch (UnfitFileException unfit)
        {
            return Problem.Invalid("file", unfit.Message);
        }
        return await SaveAsync(upload, caller, desk, "addAttachment", cancellationToken);
    }

    private sealed record Upload<TContent>(Listing<TContent> Listing, TContent Content, Guid FileId, FileForm Form)
        where TContent : ListingContent;

    /// <summary>Whether there is room for one more is asked before the file is read.</summary>
    private static async Task<(Upload<TContent>? Upload, ProblemHttpResult? Refusal)> BeginAsync<TContent>(
        Guid id,
        FileRole role,
        HttpRequest request,
        Caller caller,
        ListingDesk<TContent> desk,
        FileLimits limits,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Revise, caller, cancellationToken);
        if (step is null)
            return (null, refusal);
        if (await desk.Db.Files.CountAsync(x => x.ListingId == id, cancellationToken) >= limits.MaxKept)
            return (null, Problem.Invalid("file", $"A listing may have at most {limits.MaxKept} files in all its versions."));
        var fileId = Guid.CreateVersion7(desk.Now);
        var listing = step.Listing;
        var content = desk.Kind.WithFiles(listing.Content, role, [.. desk.Kind.FilesOf(listing.Content, role), fileId.ToString()]);
        if (await desk.Kind.Limits.ValidateAsync(content, cancellationToken) is { IsValid: false } full)
            return (null, full.ToProblem());
        var (form, wrong) = await FileForm.ReceiveAsync(request, limits.MaxBytes, cancellationToken);
        return form is null ? (null, wrong) : (new Upload<TContent>(listing, content, fileId, form), null);
    }

    private static async Task<Results<Created<AddedFile>, ProblemHttpResult>> SaveAsync<TContent>(
        Upload<TContent> upload,
        Caller caller,
        ListingDesk<TContent> desk,
        string action,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = upload.Listing;
        await desk.ReviseAsync(listing, upload.Content, caller, action, cancellationToken);
        return TypedResults.Created($"/api/{desk.Kind.Plural}/{listing.Id}/files/{upload.FileId}", new AddedFile(upload.FileId, listing.Version));
    }
}
