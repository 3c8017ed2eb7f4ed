using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace TechTransfer.Tabular;

/// <summary>A sheet to be written: rows of text, the first one shown bold and kept in view.</summary>
public sealed record SheetToWrite(string Name, IEnumerable<IReadOnlyList<string>> Rows, int ColumnWidth = 18);

/// <summary>Writes workbooks of text cells; text is never taken for a formula there.</summary>
public static partial class XlsxWriter
{
    /// <param name="stream">Writable and seekable.</param>
    public static void Write(Stream stream, params IReadOnlyList<SheetToWrite> sheets)
    {
        using var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        workbook.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
        var list = new Sheets();
        foreach (var (index, sheet) in sheets.Index())
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            WriteSheet(part, sheet);
            list.Append(
                new Sheet
                {
                    Name = sheet.Name,
                    SheetId = (uint)index + 1,
                    Id = workbook.GetIdOfPart(part),
                }
            );
        }
        workbook.Workbook = new Workbook(list);
    }

    private static void WriteSheet(WorksheetPart part, SheetToWrite sheet)
    {
        using var writer = OpenXmlWriter.Create(part);
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = 1,
                        TopLeftCell = "A2",
                        ActivePane = PaneValues.BottomLeft,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                }
            )
        );
        writer.WriteElement(
            new Columns(
                new Column
                {
                    Min = 1,
                    Max = 100,
                    Width = sheet.ColumnWidth,
                    CustomWidth = true,
                }
            )
        );
        writer.WriteStartElement(new SheetData());
        foreach (var (index, row) in sheet.Rows.Index())
        {
            writer.WriteStartElement(new Row { RowIndex = (uint)index + 1 });
            foreach (var (column, text) in row.Index().Where(x => x.Item.Length > 0))
                writer.WriteElement(
                    new Cell(new InlineString(new Text(Escape(text)) { Space = SpaceProcessingModeValues.Preserve }))
                    {
                        CellReference = ColumnName(column) + (index + 1).ToString(CultureInfo.InvariantCulture),
                        DataType = CellValues.InlineString,
                        StyleIndex = index == 0 ? 1u : 0u,
                    }
                );
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static Stylesheet Styles() =>
        new(
            new Fonts(new Font(), new Font(new Bold())),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 })
            ),
            new Borders(new Border()),
            // 49 is the built-in format "text": what people type into the column stays as typed.
            new CellFormats(
                new CellFormat { NumberFormatId = 49, ApplyNumberFormat = true },
                new CellFormat
                {
                    NumberFormatId = 49,
                    FontId = 1,
                    ApplyFont = true,
                }
            )
        );

    private static string ColumnName(int index) =>
        index < 26 ? ((char)('A' + index)).ToString() : ColumnName(index / 26 - 1) + (char)('A' + index % 26);

    private static string Escape(string text) => Unwritable().Replace(text, x => $"_x{(int)x.Value[0]:X4}_" + x.Value[1..]);

    /// <summary>What XML cannot hold or would change, and an underscore that would be read as the beginning of an escape.</summary>
    [GeneratedRegex("[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]|_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Unwritable();
}
