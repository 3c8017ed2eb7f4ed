using Microsoft.Extensions.Options;

namespace TechTransfer.Listings.Prefill.Reading;

/// <summary>The file cannot be read; the message is for who sent it.</summary>
internal sealed class UnreadableException(string message) : Exception(message);

/// <summary>
/// A file's text. What it is tells its beginning, not its name. Few are read at once, each for a limited time: a file that takes longer is answered
/// at once and keeps its place until it has come to an end, so that many of them cannot take the machine.
/// </summary>
internal sealed class DocumentReader(IOptions<PrefillOptions> options, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Value.AtOnce);

    /// <exception cref="UnreadableException">It has no text that can be read.</exception>
    /// <exception cref="TimeoutException">All places stayed taken.</exception>
    public async Task<string> ReadAsync(byte[] file, CancellationToken cancellationToken)
    {
        var limit = TimeSpan.FromSeconds(options.Value.Seconds);
        if (!await _places.WaitAsync(limit, cancellationToken))
            throw new TimeoutException();
        var late = new CancellationTokenSource(limit, time);
        var reading = Task.Run(
            () =>
            {
                try
                {
                    return Read(file, options.Value, late.Token);
                }
                finally
                {
                    _places.Release();
                    late.Dispose();
                }
            },
            CancellationToken.None
        );
        try
        {
            return await reading.WaitAsync(limit, time, cancellationToken);
        }
        catch (Exception slow) when (slow is TimeoutException || slow is OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new UnreadableException($"The file takes longer than {options.Value.Seconds} seconds to read; paste its text.");
        }
    }

    private static string Read(byte[] file, PrefillOptions limits, CancellationToken late)
    {
        var text = file.AsSpan() switch
        {
            [] => throw new UnreadableException("The file is empty."),
            var x when Begin(x).IndexOf("%PDF-"u8) >= 0 => PdfText.Read(file, limits, late),
            [(byte)'P', (byte)'K', 3, 4, ..] => DocxText.Read(file, limits, late),
            [0xD0, 0xCF, 0x11, 0xE0, ..] => throw new UnreadableException(
                "The file is an old .doc or has a password; save it as DOCX or PDF without one."
            ),
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..]
            or [0xFF, 0xD8, 0xFF, ..]
            or [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..]
            or [(byte)'B', (byte)'M', _, _, _, _, 0, 0, ..]
            or [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..]
            or [(byte)'I', (byte)'I', 42, 0, ..]
            or [(byte)'M', (byte)'M', 0, 42, ..] => throw new UnreadableException("The file is a picture without text; paste the text."),
            _ => PlainText.Read(file),
        };
        return string.IsNullOrWhiteSpace(text)
            ? throw new UnreadableException("There is no text in the file; it may be a scan. Paste the text.")
            : text;
    }

    /// <summary>The header of a PDF may stand anywhere in its first kilobyte.</summary>
    private static ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> file) => file[..Math.Min(1024, file.Length)];

    public void Dispose() => _places.Dispose();
}
