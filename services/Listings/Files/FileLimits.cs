using System.ComponentModel.DataAnnotations;

namespace TechTransfer.Listings.Files;

/// <summary>Section <c>Files</c>: what pictures and attachments may be.</summary>
public sealed class FileLimits
{
    public const string Section = "Files";

    [Range(1024, 100 * 1024 * 1024)]
    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Width times height as the file's head states it, asked before anything is unpacked.</summary>
    [Range(1, 200_000_000)]
    public int MaxPixels { get; init; } = 40_000_000;

    /// <summary>Files of one listing in all its versions.</summary>
    [Range(1, 10_000)]
    public int MaxKept { get; init; } = 100;

    /// <summary>Pictures unpacked at once: each takes four bytes for a pixel.</summary>
    [Range(1, 64)]
    public int AtOnce { get; init; } = 2;

    /// <summary>How long an upload waits for its turn.</summary>
    [Range(1, 600)]
    public int Seconds { get; init; } = 20;
}
