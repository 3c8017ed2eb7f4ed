using System.ComponentModel.DataAnnotations;

namespace TechTransfer.Listings.Import;

/// <summary>Settings under "Imports".</summary>
public sealed class ImportOptions
{
    public const string Section = "Imports";

    /// <summary>A larger file is refused while it is sent. The default holds 66,000 full rows several times.</summary>
    [Range(1024, 4L * 1024 * 1024 * 1024)]
    public long MaxFileBytes { get; set; } = 200L * 1024 * 1024;

    [Range(1, 10_000_000)]
    public long MaxRows { get; set; } = 1_000_000;

    /// <summary>
    /// Rows that are committed together. On SQLite others wait for the store's only writer as long as one batch takes; PostgreSQL has many, and there four
    /// times as many rows are taken.
    /// </summary>
    [Range(1, 10_000)]
    public int BatchRows { get; set; } = 500;

    /// <summary>Imports of one organisation that are not finished.</summary>
    [Range(1, 1000)]
    public int MaxOpen { get; set; } = 20;

    /// <summary>How long the file is kept after the end, for the case that somebody asks what was in it.</summary>
    [Range(0, 24 * 365)]
    public int KeepFileHours { get; set; } = 24;

    /// <summary>How long the import and its refused rows can be looked at.</summary>
    [Range(1, 3650)]
    public int KeepResultDays { get; set; } = 90;
}
