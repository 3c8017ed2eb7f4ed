using System.Text;

namespace TechTransfer.Tabular;

/// <summary>
/// Writes CSV that a spreadsheet program opens as text: UTF-8 with a byte order mark, CRLF, quotes where needed, and an apostrophe before whatever
/// it would take for a formula (OWASP, "CSV injection").
/// </summary>
public sealed class CsvWriter : IAsyncDisposable
{
    private readonly StreamWriter _text;

    /// <param name="stream">Stays the caller's.</param>
    public CsvWriter(Stream stream) => _text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);

    public async Task WriteRowAsync(IEnumerable<string?> cells, CancellationToken cancellationToken)
    {
        await _text.WriteAsync((string.Join(',', cells.Select(x => Quoted(Harmless(x ?? "")))) + "\r\n").AsMemory(), cancellationToken);
    }

    public ValueTask DisposeAsync() => _text.DisposeAsync();

    /// <summary>The text, with an apostrophe before one that begins like a formula.</summary>
    public static string Harmless(string text) => text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;

    private static string Quoted(string text) => text.AsSpan().ContainsAny(",\"\r\n;\t") ? $"\"{text.Replace("\"", "\"\"")}\"" : text;
}
