using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Listings.Import;

/// <summary>An import's file as a stream over its chunk rows; one chunk is in memory at a time. The table readers read synchronously.</summary>
internal sealed class StoredFile<TContent>(ListingsDbContext<TContent> db, Guid importId, long length, int chunkBytes) : Stream
    where TContent : ListingContent
{
    public const int ChunkBytes = 512 * 1024;
    private byte[] _chunk = [];
    private int _chunkNumber = -1;
    private long _position;

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_position >= length || buffer.Length == 0)
            return 0;
        var (number, offset) = ((int)(_position / chunkBytes), (int)(_position % chunkBytes));
        if (number != _chunkNumber)
        {
            _chunk = db.ImportChunks.Where(x => x.ImportId == importId && x.Number == number).Select(x => x.Bytes).Single();
            _chunkNumber = number;
        }
        var part = _chunk.AsSpan(offset);
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        _position += part.Length;
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) =>
        _position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
