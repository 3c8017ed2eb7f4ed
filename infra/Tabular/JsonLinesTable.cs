using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace TechTransfer.Tabular;

/// <summary>One JSON object per line in UTF-8. A line that is none spoils that row only.</summary>
internal sealed class JsonLinesTable(Stream stream, TableLimits limits) : Table(TableFormat.JsonLines, limits)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };
    private readonly ArrayBufferWriter<byte> _line = new(64 * 1024);

    private protected override IEnumerable<TableRow> Read(long skip)
    {
        stream.Position = 0;
        long number = 0,
            line = 0;
        foreach (var bytes in Lines())
        {
            line++;
            var text = line == 1 && bytes.Span.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? bytes[3..] : bytes;
            if (text.Span.IndexOfAnyExcept(" \t\r"u8) < 0)
                continue;
            if (++number > skip)
                yield return Parse(number, line, text);
        }
    }

    private static TableRow Parse(long number, long line, ReadOnlyMemory<byte> text)
    {
        if (!Utf8.IsValid(text.Span))
            return new TableRow(number, line, [], null, "The line is not in UTF-8.");
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new TableRow(number, line, [], document.RootElement.Clone(), null)
                : new TableRow(number, line, [], null, "The line is no JSON object.");
        }
        catch (JsonException bad)
        {
            return new TableRow(number, line, [], null, $"The line is no valid JSON: {bad.Message}");
        }
    }

    /// <summary>The memory is good until the next line is asked for.</summary>
    private IEnumerable<ReadOnlyMemory<byte>> Lines()
    {
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            var rest = buffer.AsMemory(0, read);
            while (rest.Span.IndexOf((byte)'\n') is >= 0 and var end)
            {
                Append(rest.Span[..end]);
                yield return _line.WrittenMemory;
                _line.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }
            Append(rest.Span);
        }
        if (_line.WrittenCount > 0)
            yield return _line.WrittenMemory;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_line.WrittenCount + bytes.Length > Limits.BytesPerRow)
            throw new TableException("rowTooLong", $"A line may have at most {Limits.BytesPerRow} bytes.");
        _line.Write(bytes);
    }
}
