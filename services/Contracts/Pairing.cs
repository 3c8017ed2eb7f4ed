using TechTransfer.Hosting;

namespace TechTransfer.Contracts;

/// <summary>How two sides came together.</summary>
internal enum Channel
{
    Search,
    Match,
    Alert,
    Broker,
    Call,
    Event,
    Offline,
}

internal enum Side
{
    DemandSide,
    AchievementSide,
    Broker,
}

/// <summary>
/// What an introduction, the deal and the contract that come of it have in common: the two sides, the broker, and the lineage by which a contract
/// traces back to its match.
/// </summary>
internal abstract class Pairing
{
    public required Guid Id { get; init; }
    public Guid? DemandId { get; init; }
    public Guid? AchievementId { get; init; }

    /// <summary>The stored match of the two listings, once known.</summary>
    public Guid? MatchId { get; set; }
    public required Channel Channel { get; set; }
    public required Guid DemandSideId { get; init; }
    public required string DemandSideRegion { get; init; }
    public required Guid AchievementSideId { get; init; }
    public required string AchievementSideRegion { get; init; }

    /// <summary>The broker's organisation.</summary>
    public Guid? BrokerId { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Grows with every change: version of the events and concurrency token of the row.</summary>
    public long Revision { get; set; } = 1;

    public Side? SideOf(Guid organisation) =>
        organisation == DemandSideId ? Side.DemandSide
        : organisation == AchievementSideId ? Side.AchievementSide
        : organisation == BrokerId ? Side.Broker
        : null;
}

internal static class PairingVisibility
{
    /// <summary>Own ones only: those of the caller's organisation as a side or broker, and for an operator those with a side in his subtree.</summary>
    public static IQueryable<T> VisibleTo<T>(this IQueryable<T> rows, Caller caller)
        where T : Pairing
    {
        var organisation = caller.OrganisationId;
        if (caller.OverseenPrefix() is not { } prefix)
            return rows.Where(x => x.DemandSideId == organisation || x.AchievementSideId == organisation || x.BrokerId == organisation);
        return rows.Where(x =>
            x.DemandSideId == organisation
            || x.AchievementSideId == organisation
            || x.BrokerId == organisation
            || x.DemandSideRegion.StartsWith(prefix)
            || x.AchievementSideRegion.StartsWith(prefix)
        );
    }

    /// <summary>Digits that the regions of an operator's subtree begin with; null for everybody else.</summary>
    public static string? OverseenPrefix(this Caller caller) =>
        caller.IsOperator && caller.Region.Length == 6 ? RegionCode.Prefix(caller.Region) : null;
}
