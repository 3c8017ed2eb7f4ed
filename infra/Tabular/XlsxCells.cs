using System.Globalization;
using System.Text.RegularExpressions;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace TechTransfer.Tabular;

/// <summary>What a cell shows, as text: shared and inline strings, numbers as 15 digits give them, dates as ISO 8601, true and false.</summary>
internal sealed partial class XlsxCells : IDisposable
{
    private readonly SharedStrings _strings = new();
    private readonly HashSet<uint> _dateStyles;
    private readonly bool _since1904;

    public XlsxCells(XlsxPackage package)
    {
        _since1904 = package.Workbook.Workbook?.WorkbookProperties?.Date1904?.Value ?? false;
        _dateStyles = DateStyles(package.Workbook.WorkbookStylesPart?.Stylesheet);
        if (package.Workbook.SharedStringTablePart is { } shared)
            Load(package, shared);
    }

    public string TextOf(Cell cell)
    {
        var raw = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value ?? CellValues.Number;
        if (type == CellValues.SharedString)
            return int.TryParse(raw, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < _strings.Count
                ? _strings[index]
                : throw new InvalidDataException($"cell {cell.CellReference} points to a text that is not there.");
        if (type == CellValues.InlineString)
            return cell.InlineString is { } inline ? Unescape(TextOf(inline.Text, inline.Elements<Run>())) : "";
        if (type == CellValues.Boolean)
            return raw == "1" ? "true" : "false";
        if (type == CellValues.Number && double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return _dateStyles.Contains(cell.StyleIndex?.Value ?? 0) ? DateText(number) ?? raw : NumberText(number);
        return Unescape(raw);
    }

    public void Dispose() => _strings.Dispose();

    private void Load(XlsxPackage package, SharedStringTablePart shared)
    {
        using var part = package.Open(shared);
        using var reader = new OpenXmlPartReader(part, package.Features, new OpenXmlPartReaderOptions());
        while (reader.Read())
        {
            if (reader.ElementType != typeof(SharedStringItem) || !reader.IsStartElement)
                continue;
            var item = (SharedStringItem)reader.LoadCurrentElement()!;
            part.Progress();
            _strings.Add(Unescape(TextOf(item.Text, item.Elements<Run>())));
        }
        _strings.Complete();
    }

    private static string TextOf(Text? text, IEnumerable<Run> runs) => text?.Text ?? string.Concat(runs.Select(x => x.Text?.Text));

    private static string NumberText(double number) =>
        Math.Abs(number) is < 1e15 and (0 or > 1e-9)
            ? ((decimal)number).ToString(CultureInfo.InvariantCulture)
            : number.ToString("G15", CultureInfo.InvariantCulture);

    private string? DateText(double number)
    {
        var days = number + (_since1904 ? 1462 : 0);
        if (days is < 1 or >= 2_958_466)
            return null;
        var date = DateTime.FromOADate(days);
        return date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>Cell formats that show a date: the built-in ones (ECMA-376 part 1, 18.8.30, with the Chinese ones) and own ones with a year or day in them.</summary>
    private static HashSet<uint> DateStyles(Stylesheet? styles)
    {
        var own = styles
            ?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(x => x.NumberFormatId is not null && ShowsDate(x.FormatCode?.Value ?? ""))
            .Select(x => x.NumberFormatId!.Value)
            .ToHashSet();
        var dates = new HashSet<uint>();
        uint index = 0;
        foreach (var format in styles?.CellFormats?.Elements<CellFormat>() ?? [])
        {
            var id = format.NumberFormatId?.Value ?? 0;
            if (id is (>= 14 and <= 17) or 22 or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 || own?.Contains(id) == true)
                dates.Add(index);
            index++;
        }
        return dates;
    }

    private static bool ShowsDate(string format) => Literals().Replace(format, "").AsSpan().ContainsAny("yYdD");

    /// <summary>Characters that XML cannot hold are written _xHHHH_ (ECMA-376 part 1, 22.9.2.19).</summary>
    private static string Unescape(string text) =>
        text.Contains("_x", StringComparison.Ordinal)
            ? Escaped()
                .Replace(
                    text,
                    x => ((char)ushort.Parse(x.Groups["code"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString()
                )
            : text;

    [GeneratedRegex("_x(?<code>[0-9A-Fa-f]{4})_", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Escaped();

    [GeneratedRegex("\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Literals();
}
