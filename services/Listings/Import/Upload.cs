using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using TechTransfer.Hosting;
using TechTransfer.Tabular;

namespace TechTransfer.Listings.Import;

/// <summary>One file on its way from the request into chunk rows; what does not arrive whole leaves nothing behind.</summary>
internal sealed class Upload<TContent>(ListingsDbContext<TContent> db, ImportRow import, long limit)
    where TContent : ListingContent
{
    /// <returns>Why the file was refused; null when it is stored and waits.</returns>
    public async Task<ProblemHttpResult?> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (MultipartForm.BoundaryOf(request) is not { } boundary)
            return Problem.Of(415, "unsupported-media-type", "Send the table as the field 'file' of multipart/form-data.", ("field", "file"));
        var isStored = false;
        try
        {
            if (await FindFileAsync(new MultipartReader(boundary, request.Body), cancellationToken) is not { } file)
                return Problem.Invalid("file", "Send the table as the field 'file' of the form.");
            db.Imports.Add(import);
            await db.SaveChangesAsync(cancellationToken);
            var refusal = await StoreAsync(file, cancellationToken);
            isStored = refusal is null;
            return refusal;
        }
        catch (BadHttpRequestException tooLarge) when (tooLarge.StatusCode == 413)
        {
            return Problem.TooLarge("file", limit);
        }
        catch (Exception broken)
            when (broken is InvalidDataException
                || broken is IOException and not BadHttpRequestException && !request.HttpContext.RequestAborted.IsCancellationRequested
            )
        {
            return Problem.Of(400, "bad-request", $"The form is broken: {broken.Message}");
        }
        finally
        {
            if (!isStored)
                await DiscardAsync();
        }
    }

    private async Task<Stream?> FindFileAsync(MultipartReader form, CancellationToken cancellationToken)
    {
        while (await form.ReadNextSectionAsync(cancellationToken) is { } section)
            if (section.GetContentDispositionHeader() is { } header && header.IsFileDisposition() && header.Name.Value?.Trim('"') == "file")
            {
                import.FileName = MultipartForm.NameOf(header);
                return section.Body;
            }
        return null;
    }

    private async Task<ProblemHttpResult?> StoreAsync(Stream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[import.ChunkBytes];
        for (var number = 0; ; number++)
        {
            var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            if (number == 0 && UnknownFormat(buffer.AsMemory(0, Math.Min(read, 512))) is { } unknown)
                return unknown;
            import.Bytes += read;
            if (import.Bytes > limit)
                return Problem.TooLarge("file", limit);
            var isLast = read < buffer.Length;
            if (isLast)
                import.State = ImportState.Waiting;
            if (read > 0)
                db.ImportChunks.Add(
                    new ImportChunkRow
                    {
                        ImportId = import.Id,
                        Number = number,
                        Bytes = buffer[..read],
                    }
                );
            await db.SaveChangesAsync(cancellationToken);
            if (isLast)
                return null;
            db.ChangeTracker.Clear();
            db.Attach(import);
        }
    }

    private static ProblemHttpResult? UnknownFormat(ReadOnlyMemory<byte> beginning)
    {
        try
        {
            Table.FormatOf(beginning);
            return null;
        }
        catch (TableException unknown)
        {
            return Problem.Invalid("file", unknown.Message);
        }
    }

    /// <summary>Also after the caller has gone, hence without his cancellation.</summary>
    private async Task DiscardAsync()
    {
        db.ChangeTracker.Clear();
        await db.ImportChunks.Where(x => x.ImportId == import.Id).ExecuteDeleteAsync(CancellationToken.None);
        await db.Imports.Where(x => x.Id == import.Id).ExecuteDeleteAsync(CancellationToken.None);
    }
}
