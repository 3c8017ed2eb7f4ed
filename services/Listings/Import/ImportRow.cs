using TechTransfer.Hosting;

namespace TechTransfer.Listings.Import;

/// <summary>How far an import has come. Receiving is the upload itself; nobody sees it.</summary>
public enum ImportState
{
    Receiving,
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

/// <summary>A file of listings that an organisation handed in: who, how, and how far it is. Its counts are its cursor.</summary>
public sealed class ImportRow
{
    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }

    // Who handed it in and what he might do then; the rows are taken in on his behalf later.
    public required string Subject { get; init; }
    public required string By { get; init; }
    public required List<string> Roles { get; init; }
    public required string Region { get; init; }
    public required bool IsClient { get; init; }

    public string FileName { get; set; } = "";
    public long Bytes { get; set; }
    public int ChunkBytes { get; init; }

    /// <summary>The chunks are still there.</summary>
    public bool HasFile { get; set; } = true;

    /// <summary>Where rows come from that do not say so themselves.</summary>
    public required string Source { get; init; }
    public required bool DryRun { get; init; }
    public required bool Submit { get; init; }
    public required bool Publish { get; init; }

    public ImportState State { get; set; }

    /// <summary>How much of the file has been read; tells the progress, since nobody knows the number of rows before the end.</summary>
    public long BytesDone { get; set; }

    /// <summary>Rows dealt with: the sum of the four below, and where a restart goes on.</summary>
    public long Rows { get; set; }
    public long Accepted { get; set; }
    public long Updated { get; set; }
    public long Unchanged { get; set; }
    public long Refused { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public string? ProblemCode { get; set; }
    public string? ProblemDetail { get; set; }

    /// <summary>He who handed it in, as he was then.</summary>
    public Caller Caller => new(Subject, By, null, OrganisationId, Roles.ToHashSet(StringComparer.Ordinal), Region, IsClient);
}

/// <summary>A piece of an import's file.</summary>
public sealed class ImportChunkRow
{
    public required Guid ImportId { get; init; }
    public required int Number { get; init; }
    public required byte[] Bytes { get; init; }
}

/// <summary>Why a row of an import was refused; a row may have several.</summary>
public sealed class ImportRefusalRow
{
    public required Guid ImportId { get; init; }
    public required long RowNumber { get; init; }
    public required int Position { get; init; }

    /// <summary>Line of the file, or row of the sheet.</summary>
    public required long Line { get; init; }
    public required string Field { get; init; }
    public required string Code { get; init; }
    public required string Message { get; init; }
}
