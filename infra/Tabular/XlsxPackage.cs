using System.IO.Compression;
using DocumentFormat.OpenXml.Features;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace TechTransfer.Tabular;

/// <summary>An opened workbook whose parts are read under limits only.</summary>
internal sealed class XlsxPackage : IDisposable
{
    private const int MaxParts = 10_000;
    private readonly TableLimits _limits;
    private readonly UnpackedBytes _unpacked;
    private readonly Dictionary<string, long> _packed;
    private readonly SpreadsheetDocument _document;

    public XlsxPackage(Stream stream, TableLimits limits)
    {
        _limits = limits;
        _unpacked = new UnpackedBytes(limits);
        stream.Position = 0;
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
        {
            if (zip.Entries.Count > MaxParts)
                throw new TableException("broken", $"A workbook may have at most {MaxParts} parts.");
            _packed = zip
                .Entries.GroupBy(x => "/" + x.FullName, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(x => x.Key, x => x.First().CompressedLength, StringComparer.OrdinalIgnoreCase);
            // What the SDK loads as a whole is unpacked once under the limits before it gets to see it.
            foreach (var entry in zip.Entries.Where(x => IsLoadedWhole(x.FullName)))
            {
                using var part = new LimitedStream(entry.Open(), entry.CompressedLength, _unpacked, limits);
                part.CopyTo(Stream.Null);
            }
        }
        stream.Position = 0;
        _document = SpreadsheetDocument.Open(
            stream,
            isEditable: false,
            new OpenSettings { AutoSave = false, MaxCharactersInPart = limits.BytesPerRow }
        );
        Workbook = _document.WorkbookPart ?? throw new InvalidDataException("there is no workbook in it.");
    }

    public WorkbookPart Workbook { get; }
    public IFeatureCollection Features => Workbook.Features;

    public WorksheetPart FirstSheet =>
        Workbook.Workbook?.Sheets?.Elements<Sheet>().FirstOrDefault(x => x.State is null || x.State.Value == SheetStateValues.Visible)
            is { Id.Value: { } id }
        && Workbook.TryGetPartById(id, out var part)
        && part is WorksheetPart sheet
            ? sheet
            : throw new InvalidDataException("it has no visible sheet.");

    public LimitedStream Open(OpenXmlPart part) =>
        new(part.GetStream(FileMode.Open, FileAccess.Read), _packed.GetValueOrDefault(part.Uri.ToString()), _unpacked, _limits);

    public void Dispose() => _document.Dispose();

    private static bool IsLoadedWhole(string name) =>
        name.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
        || (
            name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
            && !name.Contains("/worksheets/", StringComparison.OrdinalIgnoreCase)
            && !name.EndsWith("/sharedStrings.xml", StringComparison.OrdinalIgnoreCase)
        );
}
