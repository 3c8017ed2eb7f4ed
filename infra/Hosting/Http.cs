using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace TechTransfer.Hosting;

/// <summary>ETag and If-Match over a version number: <c>"7"</c>.</summary>
public static class Versions
{
    public static void SetETag(this HttpResponse response, long version) => response.Headers.ETag = $"\"{version}\"";

    /// <summary>Null when the header is missing; -1 when it is no version of ours and so can never be current.</summary>
    public static long? IfMatch(this HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (header.Length == 0)
            return null;
        return long.TryParse(header.Trim().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
    }
}

/// <summary>Opaque cursors: the sort key of the last row, as base64url of JSON.</summary>
public static class Cursor
{
    public static string Of<T>(T key) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(key)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>False when the text is no cursor of this kind; the slice answers 422 naming <c>after</c>.</summary>
    public static bool TryRead<T>(string? cursor, out T? key)
    {
        key = default;
        if (string.IsNullOrEmpty(cursor))
            return true;
        try
        {
            var text = cursor.Replace('-', '+').Replace('_', '/');
            key = JsonSerializer.Deserialize<T>(Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))));
            return key is not null;
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException)
        {
            return false;
        }
    }
}

/// <summary>A page of a list; <see cref="Next"/> goes into <c>?after=</c>, null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next)
{
    /// <summary>How many there are on all pages; absent where nobody asked.</summary>
    public int? Total { get; init; }
}

/// <summary>Addresses to go back to that came from outside.</summary>
public static class LocalAddress
{
    /// <summary>A path of this site: neither another host (//host, /\host) nor something a browser would read as one.</summary>
    public static bool IsLocal(string? url) =>
        url is { Length: > 0 } && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\')) && !url.Any(char.IsControl);
}
