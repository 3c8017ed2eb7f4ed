namespace TechTransfer.Tabular;

/// <summary>
/// A table of unknown origin: CSV, XLSX or JSON Lines, read row by row in bounded memory. Resuming skips rows, which costs a small part of
/// what handling them does.
/// </summary>
public abstract class Table : IDisposable
{
    private protected Table(TableFormat format, TableLimits limits)
    {
        Format = format;
        Limits = limits;
    }

    public TableFormat Format { get; }

    /// <summary>The header's cells as written, trimmed; empty for JSON Lines, whose lines name their members themselves.</summary>
    public IReadOnlyList<string> Columns { get; private protected set; } = [];

    private protected TableLimits Limits { get; }

    /// <summary>Tells from the first 512 bytes what the file claims to be, before all of it is there.</summary>
    /// <exception cref="TableException">It is no table.</exception>
    public static TableFormat FormatOf(ReadOnlyMemory<byte> beginning) => TableSniffer.Sniff(new MemoryStream(beginning.ToArray()));

    /// <param name="stream">Readable and seekable; stays the caller's. Its own failures are IOExceptions and are passed on.</param>
    /// <exception cref="TableException">It is no table, or its header cannot be read.</exception>
    public static Table Open(Stream stream, TableLimits? limits = null)
    {
        limits ??= TableLimits.Default;
        return Guard<Table>(() =>
            TableSniffer.Sniff(stream) switch
            {
                TableFormat.Xlsx => new XlsxTable(stream, limits),
                TableFormat.JsonLines => new JsonLinesTable(stream, limits),
                _ => new CsvTable(stream, limits),
            }
        );
    }

    /// <summary>The rows after the first <paramref name="skip"/>. Can be enumerated once.</summary>
    /// <exception cref="TableException">The source is broken or breaks a limit; rows given so far were good.</exception>
    public IEnumerable<TableRow> Rows(long skip = 0)
    {
        var rows = Guard(() => Read(skip).GetEnumerator());
        using (rows)
        {
            while (Guard(rows.MoveNext))
            {
                if (rows.Current.Number > Limits.Rows)
                    throw new TableException("tooManyRows", $"A table may have at most {Limits.Rows} rows.");
                yield return rows.Current;
            }
        }
    }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    private protected abstract IEnumerable<TableRow> Read(long skip);

    private protected void SetColumns(IReadOnlyList<string> header)
    {
        var last = header.Count;
        while (last > 0 && string.IsNullOrWhiteSpace(header[last - 1]))
            last--;
        if (last == 0)
            throw new TableException("empty", "The file is empty.");
        Columns = [.. header.Take(last).Select(x => x.Trim())];
        if (Columns.Any(x => x.Length == 0))
            throw new TableException("broken", $"Column {Columns.ToList().IndexOf("") + 1} of the header has no name.");
        if (Columns.GroupBy(x => x, StringComparer.OrdinalIgnoreCase).FirstOrDefault(x => x.Skip(1).Any()) is { } twice)
            throw new TableException("duplicateColumn", $"Column '{twice.Key}' stands twice in the header.");
    }

    /// <summary>A row of cells under the header, or null when it is blank.</summary>
    private protected TableRow? RowOf(long number, long line, List<string> cells)
    {
        if (cells.TrueForAll(string.IsNullOrWhiteSpace))
            return null;
        var error =
            cells.Skip(Columns.Count).Any(x => !string.IsNullOrWhiteSpace(x)) ? $"The row has more cells than the header's {Columns.Count} columns."
            : cells.Exists(x => x.Contains('\uFFFD') || x.Contains('\0')) ? "The row holds bytes that are no text in the file's encoding."
            : cells.Find(x => x.Length > Limits.CharactersPerCell) is { } large
                ? $"A cell has {large.Length} characters; at most {Limits.CharactersPerCell} are allowed."
            : null;
        while (cells.Count < Columns.Count)
            cells.Add("");
        cells.RemoveRange(Columns.Count, cells.Count - Columns.Count);
        return new TableRow(number, line, cells, null, error);
    }

    /// <summary>
    /// The libraries answer a broken file with whatever exception their code runs into, so all count as that, except what the caller's stream throws:
    /// a store that is away is no fault of the file.
    /// </summary>
    private static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception broken)
            when (broken is EndOfStreamException or not (TableException or IOException or OperationCanceledException or OutOfMemoryException))
        {
            throw new TableException("broken", $"The file is broken: {broken.Message}", broken);
        }
    }
}
