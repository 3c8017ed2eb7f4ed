using System.Text;
using nietras.SeparatedValues;

namespace TechTransfer.Tabular;

/// <summary>RFC 4180 in UTF-8, UTF-16 or GB18030, separated by comma, semicolon or tab.</summary>
internal sealed class CsvTable : Table
{
    private readonly StreamReader _text;
    private readonly SepReader _rows;

    public CsvTable(Stream stream, TableLimits limits)
        : base(TableFormat.Csv, limits)
    {
        var encoding = TableSniffer.EncodingOf(stream);
        var separator = SeparatorOf(stream, encoding);
        _text = Text(stream, encoding);
        _rows = Sep.New(separator).Reader(o => o with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(_text);
        List<string>? header = null;
        while (header is null && MoveNext())
            header = Cells() is { } cells && !cells.TrueForAll(string.IsNullOrWhiteSpace) ? cells : null;
        SetColumns(header ?? []);
    }

    public override void Dispose()
    {
        _rows.Dispose();
        _text.Dispose();
        base.Dispose();
    }

    private protected override IEnumerable<TableRow> Read(long skip)
    {
        long number = 0;
        while (MoveNext())
        {
            if (RowOf(number + 1, _rows.Current.LineNumberFrom, Cells()) is not { } row)
                continue;
            number++;
            if (number > skip)
                yield return row;
        }
    }

    private bool MoveNext()
    {
        try
        {
            return _rows.MoveNext();
        }
        catch (NotSupportedException tooLong)
        {
            // The parser's own limit; a quote that is never closed ends here too.
            throw new TableException("rowTooLong", "A row has more than 16 million characters; is a quote never closed?", tooLong);
        }
    }

    private List<string> Cells()
    {
        var row = _rows.Current;
        if (row.ColCount > Limits.CellsPerRow)
            throw new TableException(
                "tooManyCells",
                $"A row may have at most {Limits.CellsPerRow} cells; line {row.LineNumberFrom} has {row.ColCount}."
            );
        var cells = new List<string>(Math.Max(row.ColCount, Columns.Count));
        for (var i = 0; i < row.ColCount; i++)
            cells.Add(row[i].ToString());
        return cells;
    }

    /// <summary>The separator that stands most often in the header, outside quotes.</summary>
    private static char SeparatorOf(Stream stream, Encoding encoding)
    {
        using var text = Text(stream, encoding);
        var buffer = new char[16 * 1024];
        var head = buffer.AsSpan(0, text.ReadBlock(buffer)).TrimStart();
        Span<int> counts = [0, 0, 0];
        var quoted = false;
        foreach (var x in head)
        {
            if (x is '"')
                quoted = !quoted;
            else if (!quoted && x is '\r' or '\n')
                break;
            else if (!quoted && ",;\t".IndexOf(x) is >= 0 and var which)
                counts[which]++;
        }
        stream.Position = 0;
        return counts[2] > counts[0] && counts[2] > counts[1] ? '\t'
            : counts[1] > counts[0] ? ';'
            : ',';
    }

    private static StreamReader Text(Stream stream, Encoding encoding) =>
        new(stream, encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 64 * 1024, leaveOpen: true);
}
