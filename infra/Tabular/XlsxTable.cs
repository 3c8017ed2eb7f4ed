using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace TechTransfer.Tabular;

/// <summary>The first visible sheet of a workbook, read by the SDK's streaming reader; its first row with something in it is the header.</summary>
internal sealed class XlsxTable : Table
{
    private readonly XlsxPackage _package;
    private readonly XlsxCells _cells;
    private readonly IEnumerator<(long Line, List<string> Cells)> _rows;

    public XlsxTable(Stream stream, TableLimits limits)
        : base(TableFormat.Xlsx, limits)
    {
        _package = new XlsxPackage(stream, limits);
        _cells = new XlsxCells(_package);
        _rows = SheetRows().GetEnumerator();
        List<string>? header = null;
        while (header is null && _rows.MoveNext())
            header = _rows.Current.Cells.TrueForAll(string.IsNullOrWhiteSpace) ? null : _rows.Current.Cells;
        SetColumns(header ?? []);
    }

    public override void Dispose()
    {
        _rows.Dispose();
        _cells.Dispose();
        _package.Dispose();
        base.Dispose();
    }

    private protected override IEnumerable<TableRow> Read(long skip)
    {
        long number = 0;
        while (_rows.MoveNext())
        {
            if (RowOf(number + 1, _rows.Current.Line, _rows.Current.Cells) is not { } row)
                continue;
            if (++number > skip)
                yield return row;
        }
    }

    private IEnumerable<(long Line, List<string> Cells)> SheetRows()
    {
        using var part = _package.Open(_package.FirstSheet);
        using var reader = new OpenXmlPartReader(part, _package.Features, new OpenXmlPartReaderOptions());
        long line = 0;
        while (reader.Read())
        {
            if (reader.ElementType != typeof(Row) || !reader.IsStartElement)
                continue;
            line = reader.Attributes.FirstOrDefault(x => x.LocalName == "r").Value is { } r ? long.Parse(r, CultureInfo.InvariantCulture) : line + 1;
            yield return (line, RowCells(reader, part, line));
            part.Progress();
        }
    }

    private List<string> RowCells(OpenXmlPartReader reader, LimitedStream part, long line)
    {
        var row = new List<string>(Columns.Count);
        if (!reader.ReadFirstChild())
            return row;
        var count = 0;
        do
        {
            if (reader.ElementType != typeof(Cell))
                continue;
            var cell = (Cell)reader.LoadCurrentElement()!;
            part.Progress();
            var column = cell.CellReference?.Value is { } reference ? ColumnOf(reference) : row.Count;
            if (++count > Limits.CellsPerRow || column >= Limits.CellsPerRow)
                throw new TableException("tooManyCells", $"A row may have at most {Limits.CellsPerRow} cells; row {line} has more.");
            while (row.Count <= column)
                row.Add("");
            row[column] = _cells.TextOf(cell);
        } while (reader.ReadNextSibling());
        return row;
    }

    /// <summary>0 for "A7", 27 for "AB1".</summary>
    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var x in reference)
        {
            if (x is < 'A' or > 'Z' || column > 100_000)
                break;
            column = column * 26 + (x - 'A' + 1);
        }
        return column - 1 is >= 0 and var index ? index : throw new InvalidDataException($"'{reference}' is no cell.");
    }
}
