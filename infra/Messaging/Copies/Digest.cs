namespace TechTransfer.Messaging.Copies;

/// <summary>
/// What a service holds of one kind, small enough to be compared: entries with version 0, of which their owner knows nothing, are left out. Ids fall into
/// 256 buckets; a bucket's sum does not depend on the order.
/// </summary>
/// <param name="Buckets">The sum of each bucket, sixteen hexadecimal digits.</param>
public sealed record Digest(string Kind, int Entries, int Open, IReadOnlyList<string> Buckets)
{
    public const int BucketCount = 256;

    /// <summary>By the last byte: random in a UUIDv7, and of a hash in a UUIDv8.</summary>
    public static int BucketOf(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[15];
    }

    /// <param name="entries">Their versions are stamps.</param>
    public static async Task<Digest> OfAsync(string kind, IAsyncEnumerable<Entry> entries, CancellationToken cancellationToken)
    {
        var sums = new ulong[BucketCount];
        var (count, open) = (0, 0);
        await foreach (var entry in entries.WithCancellation(cancellationToken))
        {
            if (Stamp.VersionOf(entry.Version) == 0)
                continue;
            count++;
            open += entry.IsOpen ? 1 : 0;
            sums[BucketOf(entry.Id)] += HashOf(entry);
        }
        return new Digest(kind, count, open, [.. sums.Select(x => x.ToString("x16", System.Globalization.CultureInfo.InvariantCulture))]);
    }

    /// <summary>Differences come from accidents, not from an adversary, so a fast mix does.</summary>
    private static ulong HashOf(Entry entry)
    {
        Span<byte> bytes = stackalloc byte[16];
        entry.Id.TryWriteBytes(bytes, bigEndian: true, out _);
        var hash = Mix(BitConverter.ToUInt64(bytes));
        hash = Mix(hash ^ BitConverter.ToUInt64(bytes[8..]));
        hash = Mix(hash ^ (ulong)entry.Version);
        return Mix(hash ^ (entry.IsOpen ? 1UL : 0UL));
    }

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }
}
