using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TechTransfer.Listings;

/// <summary>Forms with a file that are read as they come instead of being held in memory or a temporary file first.</summary>
internal static class MultipartForm
{
    private const int MaxBoundary = 200;
    private const int MaxFileName = 200;

    /// <returns>What stands between the parts; null: it is no such form.</returns>
    public static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundary } boundary
            ? boundary
            : null;

    /// <returns>Null when there is more than the limit.</returns>
    public static async Task<byte[]?> BytesAsync(Stream part, int limit, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await part.ReadAsync(buffer, cancellationToken) is var read and > 0)
        {
            if (all.Length + read > limit)
                return null;
            all.Write(buffer, 0, read);
        }
        return all.ToArray();
    }

    /// <summary>The file's own name without folders and control characters; the end of it where it is too long. Empty when it has none.</summary>
    public static string NameOf(ContentDispositionHeaderValue header)
    {
        var given = header.FileNameStar.HasValue ? header.FileNameStar.Value : HeaderUtilities.RemoveQuotes(header.FileName).Value;
        var name = Path.GetFileName(given?.Replace('\\', '/') ?? "");
        name = string.Concat(name.Where(x => !char.IsControl(x)));
        return name.Length <= MaxFileName ? name : name[^MaxFileName..];
    }
}
