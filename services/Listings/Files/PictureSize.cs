namespace TechTransfer.Listings.Files;

/// <summary>A size that a picture is kept in: within a square of so many pixels, or cut to it.</summary>
/// <param name="MostBytes">The quality is lowered until it fits, so that pages keep their budget.</param>
internal sealed record PictureSize(string Name, int Side, bool IsCut, string ContentType, int MostBytes)
{
    /// <summary>Beside a title in a list, where many of them stand.</summary>
    public static readonly PictureSize Tile = new("tile", 160, true, WebP, 5 * 1024);
    public static readonly PictureSize Small = new("320", 320, false, WebP, 14 * 1024);
    public static readonly PictureSize Medium = new("800", 800, false, WebP, 80 * 1024);
    public static readonly PictureSize Large = new("1600", 1600, false, WebP, 400 * 1024);

    /// <summary>For the preview of links: messengers do not all know WebP.</summary>
    public static readonly PictureSize Square = new("square", 600, true, "image/jpeg", 120 * 1024);

    public static readonly IReadOnlyList<PictureSize> All = [Tile, Small, Medium, Large, Square];

    private const string WebP = "image/webp";

    public static PictureSize? Of(string? name) => All.FirstOrDefault(x => x.Name == name);
}
