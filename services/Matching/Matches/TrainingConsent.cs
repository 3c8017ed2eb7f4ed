namespace TechTransfer.Matching.Matches;

/// <summary>An organisation agreed that its answers to matches are used to train the ranking. No row: it did not, or took it back.</summary>
internal sealed class TrainingConsent
{
    public required Guid OrganisationId { get; init; }

    /// <summary>Who agreed.</summary>
    public required string Subject { get; init; }
    public required DateTimeOffset At { get; init; }
}
