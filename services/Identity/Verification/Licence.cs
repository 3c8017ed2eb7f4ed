using System.Buffers.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using TechTransfer.Hosting;

namespace TechTransfer.Identity.Verification;

/// <summary>The scan of the licence that an organisation handed in; a new one takes its place.</summary>
internal sealed class Licence
{
    /// <summary>Bytes.</summary>
    public const int MaxLength = 2 * 1024 * 1024;

    public required Guid OrganisationId { get; init; }
    public required string Name { get; set; }

    /// <summary>What its first bytes say it is, whatever its name says.</summary>
    public required string ContentType { get; set; }
    public required byte[] Content { get; set; }
    public required DateTimeOffset At { get; set; }

    /// <summary>PDF, PNG or JPEG by signature; null for anything else.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith("%PDF-"u8) ? "application/pdf"
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : null;
}

/// <summary>A scan in a JSON body.</summary>
/// <param name="ContentBase64">PDF, PNG or JPEG, at most 2 MB.</param>
internal sealed record LicenceBody(string? Name, string? ContentBase64)
{
    /// <summary>Bytes of a request that carries the largest scan: 4/3 for Base64 and room for the rest.</summary>
    public const int RequestLimit = Licence.MaxLength / 3 * 4 + 64 * 1024;
    public const int LongestName = 200;

    /// <returns>The bytes and what they are, or what is wrong with them.</returns>
    public (byte[] Content, string ContentType, string Name, ProblemHttpResult? Problem) Read()
    {
        var name = Path.GetFileName((Name ?? "").Replace('\\', '/')).Trim();
        if (name.Length is 0 or > LongestName || name.Any(char.IsControl))
            return Wrong(Problem.Invalid("licenceScan", $"The file's name may have at most {LongestName} characters."));
        if (string.IsNullOrEmpty(ContentBase64) || !Base64.IsValid(ContentBase64))
            return Wrong(Problem.Invalid("licenceScan", "contentBase64 holds the file's bytes in Base64."));
        var content = Convert.FromBase64String(ContentBase64);
        if (content.Length > Licence.MaxLength)
            return Wrong(Problem.TooLarge("licenceScan", Licence.MaxLength));
        return Licence.TypeOf(content) is { } type ? (content, type, name, null) : Wrong(Problem.Invalid("licenceScan", "A PDF, PNG or JPEG file."));

        static (byte[], string, string, ProblemHttpResult?) Wrong(ProblemHttpResult problem) => ([], "", "", problem);
    }
}
