using System.Text.Json;

namespace TechTransfer.Tabular;

/// <summary>How the rows of a table are written down; told from the content, never from a file's name.</summary>
public enum TableFormat
{
    Csv,
    Xlsx,
    JsonLines,
}

/// <summary>One row with something in it.</summary>
/// <param name="Number">1 for the first row of data; blank rows and the header do not count. What a reader passes to skip.</param>
/// <param name="Line">Where the row begins in its source: line of a text, row of a sheet, both from 1.</param>
/// <param name="Cells">One per column of the header, empty where nothing stands; empty list for JSON Lines.</param>
/// <param name="Json">The object of a JSON line.</param>
/// <param name="Error">Why this row cannot be read, while those after it can; then neither cells nor JSON count.</param>
public sealed record TableRow(long Number, long Line, IReadOnlyList<string> Cells, JsonElement? Json, string? Error);

/// <summary>What a table of unknown origin may cost. Each is kept while reading, not after.</summary>
public sealed record TableLimits
{
    public static readonly TableLimits Default = new();

    public long Rows { get; init; } = 1_000_000;
    public int CellsPerRow { get; init; } = 500;
    public int CharactersPerCell { get; init; } = 200_000;

    /// <summary>One line of JSON Lines; one cell of a workbook with its mark-up.</summary>
    public int BytesPerRow { get; init; } = 8 * 1024 * 1024;

    /// <summary>All parts of a workbook together, unpacked.</summary>
    public long UnpackedBytes { get; init; } = 2L * 1024 * 1024 * 1024;

    /// <summary>Unpacked to packed size of one part of a workbook, looked at after the first 4 MiB. Sheets made by people stay below 60.</summary>
    public int CompressionRatio { get; init; } = 200;
}

/// <summary>The table as a whole cannot be read; the message is a sentence for its owner and names the limit where one is broken.</summary>
/// <param name="code">Stable: empty, unknownFormat, broken, tooManyRows, tooManyCells, rowTooLong, unpackedTooLarge, compressionRatio, duplicateColumn.</param>
public sealed class TableException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code { get; } = code;
}
