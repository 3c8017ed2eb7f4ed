namespace TechTransfer.Gateway.Web.Api;

/// <summary>Pictures and attachments of a listing as far as the caller may see them.</summary>
public sealed record ListingFiles(IReadOnlyList<Picture> Images, IReadOnlyList<Attachment> Attachments);

/// <param name="Width">Of the largest size, which fits into a square of 1,600 pixels.</param>
public sealed record Picture(Guid Id, string? Alt, int Width, int Height)
{
    public static string Address(ListingKind kind, Guid listing, Guid picture, string size) => $"{kind.Api}/{listing}/files/{picture}?size={size}";

    /// <summary>How wide it is in the size that fits into a square of this side.</summary>
    public int WidthIn(int side) => (int)Math.Round(Width * Math.Min(1.0, (double)side / Math.Max(Width, Height)));

    public int HeightIn(int side) => (int)Math.Round(Height * Math.Min(1.0, (double)side / Math.Max(Width, Height)));
}

public sealed record Attachment(Guid Id, string Name, string ContentType, long Length);
