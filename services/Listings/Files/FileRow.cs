using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Listings.Files;

public enum FileRole
{
    Image,
    Attachment,
}

/// <summary>
/// A picture or an attachment of a listing. It never changes: versions name it by its id in <c>images</c> or <c>attachments</c>, and who may see the
/// version's section may see the file.
/// </summary>
public sealed class FileRow
{
    public required Guid Id { get; init; }
    public required Guid ListingId { get; init; }
    public required FileRole Role { get; init; }

    /// <summary>An attachment's name; a picture's is not kept, since it often tells who and where.</summary>
    public string? Name { get; init; }

    /// <summary>What a picture shows, for who cannot see it.</summary>
    public string? Alt { get; init; }

    /// <summary>An attachment's, told by its content. A picture's depends on its size.</summary>
    public string? ContentType { get; init; }
    public required long Length { get; init; }
    public int Width { get; init; }
    public int Height { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>A part of a file's bytes; a picture has one for each of its sizes.</summary>
public sealed class FileChunkRow
{
    public const int MostBytes = 512 * 1024;

    public required Guid FileId { get; init; }

    /// <summary>One of <see cref="PictureSize.All"/>, or <see cref="Whole"/>.</summary>
    public required string Size { get; init; }
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }

    public const string Whole = "whole";

    public static IEnumerable<FileChunkRow> Of(Guid fileId, string size, byte[] bytes) =>
        bytes
            .Chunk(MostBytes)
            .Select(
                (part, number) =>
                    new FileChunkRow
                    {
                        FileId = fileId,
                        Size = size,
                        Number = number,
                        Bytes = part,
                    }
            );
}

internal static class FileModel
{
    public static void AddFiles(this ModelBuilder model)
    {
        model.Entity<FileRow>(file =>
        {
            file.ToTable("files");
            file.HasKey(x => x.Id);
            file.Property(x => x.Id).ValueGeneratedNever();
            file.Property(x => x.Role).HasConversion<string>().HasMaxLength(20);
            file.HasIndex(x => x.ListingId);
        });
        model.Entity<FileChunkRow>(chunk =>
        {
            chunk.ToTable("file_chunks");
            chunk.HasKey(x => new
            {
                x.FileId,
                x.Size,
                x.Number,
            });
        });
    }
}
