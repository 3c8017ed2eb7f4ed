namespace TechTransfer.Tabular;

/// <summary>How much a workbook has unpacked so far, over all its parts.</summary>
internal sealed class UnpackedBytes(TableLimits limits)
{
    private long _total;

    public void Add(int bytes)
    {
        _total += bytes;
        if (_total > limits.UnpackedBytes)
            throw new TableException("unpackedTooLarge", $"The workbook unpacks to more than the limit of {limits.UnpackedBytes} bytes.");
    }
}

/// <summary>A part of a workbook while it is unpacked: ends with an error where a limit is broken, however large the part claims or turns out to be.</summary>
internal sealed class LimitedStream(Stream inner, long packed, UnpackedBytes total, TableLimits limits) : Stream
{
    private const int FreeOfRatio = 4 * 1024 * 1024;
    private const int Slack = 256 * 1024;
    private long _read;
    private long _atProgress;

    /// <summary>The reader got a whole cell out of it. Between two such calls only so much may be read.</summary>
    public void Progress() => _atProgress = _read;

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        _read += count;
        total.Add(count);
        if (_read > FreeOfRatio && _read > packed * limits.CompressionRatio)
            throw new TableException(
                "compressionRatio",
                $"The workbook is packed more than {limits.CompressionRatio} times, which no sheet of people's data is."
            );
        if (_read - _atProgress > limits.BytesPerRow + Slack)
            throw new TableException("rowTooLong", $"A cell may have at most {limits.BytesPerRow} bytes.");
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
