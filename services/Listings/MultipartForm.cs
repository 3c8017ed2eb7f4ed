using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace TechTransfer.Listings;

/// <summary>Forms with a file that are read as they come instead of being held in memory or a temporary file first.</summary>
internal static class MultipartForm
{
    private const int MaxBoundary = 200;

    /// <returns>What stands between the parts; null: it is no such form.</returns>
    public static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundary } boundary
            ? boundary
            : null;
}
