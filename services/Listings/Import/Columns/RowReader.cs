using System.Buffers;
using System.Text.Json;
using TechTransfer.Listings.Intake;
using TechTransfer.Tabular;

namespace TechTransfer.Listings.Import.Columns;

/// <summary>A row as content, or why it is none; exactly one of the two.</summary>
internal sealed record ReadRow<TContent>(long Number, long Line, TContent? Content, IReadOnlyList<IntakeError> Errors)
    where TContent : ListingContent;

/// <summary>Makes content of a file's rows: cells become the JSON that the API takes, so both ways in read alike.</summary>
internal sealed class RowReader<TContent>
    where TContent : ListingContent
{
    private readonly IGrouping<string, ImportColumns<TContent>.PlacedColumn>[] _fields;
    private readonly string _source;
    private readonly ArrayBufferWriter<byte> _buffer = new(16 * 1024);
    private readonly Utf8JsonWriter _json;

    /// <param name="source">For rows that name none.</param>
    /// <exception cref="ImportException">The header cannot be read.</exception>
    public RowReader(Table table, ImportColumns<TContent> columns, string source)
    {
        _source = source;
        _json = new Utf8JsonWriter(_buffer, new JsonWriterOptions { SkipValidation = true });
        _fields = table.Format == TableFormat.JsonLines ? [] : [.. columns.Place(table.Columns).GroupBy(x => x.Column.Field)];
    }

    public ReadRow<TContent> Read(TableRow row)
    {
        if (row.Error is not null)
            return Refused(row, [new IntakeError("", "unreadable", row.Error)]);
        try
        {
            if (row.Json is { } line)
                return Accepted(row, line.Deserialize<TContent>(ListingJson.Options)!);
            var errors = new List<IntakeError>();
            WriteObject(row.Cells, errors);
            return errors.Count > 0
                ? Refused(row, errors)
                : Accepted(row, JsonSerializer.Deserialize<TContent>(_buffer.WrittenSpan, ListingJson.Options)!);
        }
        catch (JsonException wrong)
        {
            return Refused(row, [JsonMistake.Of(wrong)]);
        }
    }

    private ReadRow<TContent> Accepted(TableRow row, TContent content) =>
        new(row.Number, row.Line, content.Source is null && content.ExternalId is not null ? content with { Source = _source } : content, []);

    private static ReadRow<TContent> Refused(TableRow row, IReadOnlyList<IntakeError> errors) => new(row.Number, row.Line, null, errors);

    private void WriteObject(IReadOnlyList<string> cells, List<IntakeError> errors)
    {
        _buffer.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        foreach (var field in _fields)
        {
            var filled = field.Where(x => !string.IsNullOrWhiteSpace(cells[x.Index])).ToList();
            if (filled.Count == 0)
                continue;
            _json.WritePropertyName(field.Key);
            if (filled[0].Column.Part is null)
                WriteCell(filled[0], cells, errors);
            else
                WriteParts(filled, cells, errors);
        }
        _json.WriteEndObject();
        _json.Flush();
    }

    /// <summary>Columns of parts make one entry; of a list, its only one.</summary>
    private void WriteParts(List<ImportColumns<TContent>.PlacedColumn> parts, IReadOnlyList<string> cells, List<IntakeError> errors)
    {
        var isList = parts[0].Column.IsPartOfList;
        if (isList)
            _json.WriteStartArray();
        _json.WriteStartObject();
        foreach (var part in parts)
        {
            _json.WritePropertyName(part.Column.Part!);
            WriteCell(part, cells, errors);
        }
        _json.WriteEndObject();
        if (isList)
            _json.WriteEndArray();
    }

    private void WriteCell(ImportColumns<TContent>.PlacedColumn column, IReadOnlyList<string> cells, List<IntakeError> errors)
    {
        try
        {
            column.Column.Shape.Write(_json, cells[column.Index], column.Unit);
        }
        catch (CellException wrong)
        {
            // The row is refused, but its other cells are looked at too; what was half written is never read.
            errors.Add(new IntakeError(column.Column.Name, wrong.Code, wrong.Message));
            _json.WriteNullValue();
        }
    }
}

/// <summary>What the serialiser has to say, by field and in words that do not speak of types.</summary>
internal static class JsonMistake
{
    public static IntakeError Of(JsonException wrong)
    {
        var field = wrong.Path is { } path ? path.TrimStart('$').TrimStart('.') : "";
        // Names that are no words come as ['name'].
        if (field is ['[', '\'', .. var name, '\'', ']'])
            field = name;
        if (wrong.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            return new IntakeError(field, "unknownField", $"There is no field '{field}'.");
        return wrong.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? new IntakeError(field, "format", $"'{field}' has a value of the wrong type.")
            : new IntakeError(field, "format", wrong.Message.Split(" Path:")[0]);
    }
}
