using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TechTransfer.Listings.Samples;

/// <summary>What came of looking at a sampled listing.</summary>
public enum SampleOutcome
{
    Fine,

    /// <summary>Its owner is asked for changes; it stays public meanwhile.</summary>
    Returned,
    TakenDown,
}

/// <summary>A version that was published in bulk and is to be looked at afterwards.</summary>
public sealed class SampleRow
{
    public required Guid ListingId { get; init; }
    public required long Version { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Null while nobody has looked.</summary>
    public SampleOutcome? Outcome { get; private set; }
    public string? Reason { get; private set; }
    public string? DecidedBy { get; private set; }
    public DateTimeOffset? DecidedAt { get; private set; }

    public void Decide(SampleOutcome outcome, string? reason, string by, DateTimeOffset now) =>
        (Outcome, Reason, DecidedBy, DecidedAt) = (outcome, reason, by, now);

    /// <summary>
    /// The same answer for the same version whoever asks and however often a batch is tried again. The id is given here and not by the importer, so
    /// nobody can choose rows that are not looked at.
    /// </summary>
    public static bool IsDrawn(Guid listingId, long version, double percent)
    {
        Span<byte> text = stackalloc byte[24];
        listingId.TryWriteBytes(text);
        BinaryPrimitives.WriteInt64BigEndian(text[16..], version);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) / (uint.MaxValue + 1.0) * 100 < percent;
    }
}
