using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TechTransfer.IntegrationEvents;

/// <summary>
/// The stable id of an achievement–demand pair. It is made of two halves of 61 bits, one derived from each listing's id, so any service that
/// knows the two listings can tell which pair an id means without asking Matching. The format is UUIDv8 (RFC 9562, section 5.8).
/// </summary>
public static class MatchId
{
    private const ulong Mask = (1UL << 61) - 1;

    /// <summary>The half that stands for one listing; two of 100,000 listings share one with a probability of about 2·10⁻⁹.</summary>
    public static long KeyOf(Guid listingId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(listingId.ToByteArray(bigEndian: true), hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) & Mask);
    }

    public static Guid Of(Guid demandId, Guid achievementId) => Of(KeyOf(demandId), KeyOf(achievementId));

    /// <summary>The id of the pair whose listings have these keys.</summary>
    public static Guid Of(long demandKey, long achievementKey)
    {
        var bits = ((UInt128)(ulong)demandKey << 61) | (ulong)achievementKey;
        // 122 free bits of a UUIDv8: 48, then the version nibble, 12, then the variant's two bits, 62.
        var high = (ulong)(bits >> 74) << 16 | 0x8000UL | (ulong)(bits >> 62) & 0xFFF;
        var low = 0x8000_0000_0000_0000UL | (ulong)bits & ((1UL << 62) - 1);
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], low);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Splits an id into the keys of its listings; null when it was not made by <see cref="Of"/>.</summary>
    public static (long DemandKey, long AchievementKey)? KeysOf(Guid matchId)
    {
        Span<byte> bytes = stackalloc byte[16];
        matchId.TryWriteBytes(bytes, bigEndian: true, out _);
        var high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        if ((high >> 12 & 0xF) != 8 || low >> 62 != 2)
            return null;
        var bits = (UInt128)(high >> 16) << 74 | (UInt128)(high & 0xFFF) << 62 | low & ((1UL << 62) - 1);
        return ((long)(ulong)(bits >> 61), (long)((ulong)bits & Mask));
    }
}
