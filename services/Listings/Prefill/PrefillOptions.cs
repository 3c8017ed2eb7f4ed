using System.ComponentModel.DataAnnotations;

namespace TechTransfer.Listings.Prefill;

/// <summary>Settings under "Prefill".</summary>
public sealed class PrefillOptions
{
    public const string Section = "Prefill";

    [Range(1024, 100L * 1024 * 1024)]
    public int MaxFileBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>A longer pasted text is refused; of a longer file the beginning is read.</summary>
    [Range(1, 1_000_000)]
    public int MaxTextLength { get; set; } = 100_000;

    [Range(1, 10_000)]
    public int MaxPages { get; set; } = 100;

    /// <summary>What a file may unpack to, over all its parts.</summary>
    [Range(1024, 1024L * 1024 * 1024)]
    public long MaxUnpackedBytes { get; set; } = 64L * 1024 * 1024;

    /// <summary>How long one file may take to be read.</summary>
    [Range(1, 300)]
    public int Seconds { get; set; } = 10;

    /// <summary>Files read at the same time; others wait as long as one may take, then are asked to come again.</summary>
    [Range(1, 100)]
    public int AtOnce { get; set; } = 2;

    internal string Beginning(string text) =>
        text.Length <= MaxTextLength ? text : text[..(char.IsHighSurrogate(text[MaxTextLength - 1]) ? MaxTextLength - 1 : MaxTextLength)];
}
