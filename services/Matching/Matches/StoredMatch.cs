using TechTransfer.IntegrationEvents;

namespace TechTransfer.Matching.Matches;

/// <summary>
/// A scored pair. Its id is <see cref="MatchId.Of(Guid, Guid)"/>, of which the two keys are the halves. What explains it (parts, shared terms, negatives)
/// is computed when it is read, from the same two versions under the same generation, and so is the same every time: stored it would take a hundred
/// times the room.
/// </summary>
internal sealed class StoredMatch
{
    public required long DemandKey { get; init; }
    public required long AchievementKey { get; init; }
    public required double Score { get; set; }

    /// <summary>4 strong, 3 good, 2 weak, 1 none.</summary>
    public required int Level { get; set; }
    public required int Generation { get; set; }
    public required long DemandVersion { get; set; }
    public required long AchievementVersion { get; set; }

    /// <summary>Among the best of the demand's own search; the pair is listed under both listings either way.</summary>
    public required bool BestOfDemand { get; set; }

    /// <summary>Among the best of the achievement's own search.</summary>
    public required bool BestOfAchievement { get; set; }

    /// <summary>When the pair was first found; a later score does not make it new again.</summary>
    public required DateTimeOffset FoundAt { get; init; }
}

/// <summary>What one organisation thinks of a pair.</summary>
internal sealed class Stance
{
    public const string Accepted = "accepted";
    public const string Saved = "saved";
    public const string Declined = "declined";

    public required Guid OrganisationId { get; init; }
    public required long DemandKey { get; init; }
    public required long AchievementKey { get; init; }

    /// <summary>accepted, saved or declined.</summary>
    public required string Kind { get; set; }
    public string? Reason { get; set; }
    public string? Text { get; set; }
    public required string Subject { get; set; }
    public required DateTimeOffset At { get; set; }
}
