namespace TechTransfer.Messaging;

/// <summary>
/// Ids of messages, which also say in what order an outbox is sent: by time (UUIDv7), and what an import brings, marked by the first bit, behind everything
/// that people wait for. So the unique index on the id is the queue, and a backlog of an import holds nobody up.
/// </summary>
internal static class MessageIds
{
    private const byte Mark = 0x80;

    public static Guid New(bool bulk)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7().TryWriteBytes(bytes, bigEndian: true, out _);
        if (bulk)
            bytes[0] |= Mark;
        return new Guid(bytes, bigEndian: true);
    }

    public static bool IsBulk(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return (bytes[0] & Mark) != 0;
    }
}
