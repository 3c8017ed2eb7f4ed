using System.Buffers.Binary;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Benchmarks.Corpus;

/// <summary>Invented listings as their services would announce them.</summary>
internal static class SampleEvents
{
    private static readonly DateTimeOffset Published = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset ValidUntil = new(2036, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IIntegrationEvent Of(SampleListing x) => x.IsDemand ? Demand(x) : Achievement(x);

    /// <summary>The same for the same listing in every run.</summary>
    public static Guid IdOf(SampleListing x) => IdOf(x.IsDemand ? 2 : 1, x.Number);

    public static Guid OrganisationOf(SampleListing x) => IdOf(x.IsDemand ? 4 : 3, x.Organisation);

    private static AchievementPublished Achievement(SampleListing x) =>
        new(
            IdOf(x),
            1,
            OrganisationOf(x),
            $"示例大学第{x.Organisation}学院",
            x.Region,
            x.Title,
            x.Summary,
            null,
            x.Body,
            [.. x.Parameters.Select(p => new PublishedParameter(p.Name, p.Value, p.Unit))],
            null,
            x.Application,
            null,
            null,
            x.Field,
            x.Keywords,
            x.Trl,
            false,
            [],
            x.Modes,
            null,
            x.MinFen,
            x.MaxFen,
            false,
            x.Industry,
            [],
            [],
            false,
            false,
            false,
            Published.AddMinutes(x.Number),
            Published.AddMinutes(x.Number),
            ValidUntil,
            true
        );

    private static DemandPublished Demand(SampleListing x) =>
        new(
            IdOf(x),
            1,
            OrganisationOf(x),
            $"示例公司{x.Organisation}",
            x.Region,
            x.Title,
            "problem",
            null,
            x.Summary + x.Body,
            [.. x.Parameters.Select(p => new PublishedTarget(p.Name, p.Comparator, p.Value, null, null, p.Unit, null))],
            null,
            null,
            null,
            x.Trl,
            x.Modes,
            null,
            x.MinFen,
            x.MaxFen,
            null,
            null,
            [],
            x.Field,
            x.Keywords,
            x.Industry,
            [],
            false,
            false,
            false,
            Published.AddMinutes(x.Number),
            Published.AddMinutes(x.Number),
            ValidUntil,
            true
        );

    private static Guid IdOf(int kind, int number)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteInt32BigEndian(bytes, kind);
        // Spread, as real ids are.
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], unchecked((ulong)(number + 1) * 11_400_714_819_323_198_485));
        return new Guid(bytes, bigEndian: true);
    }
}
