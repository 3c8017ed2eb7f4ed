using TechTransfer.Hosting;

namespace TechTransfer.Contracts;

internal enum Happening
{
    IntroductionRequested,
    IntroductionReminded,
    OperatorTold,
    IntroductionAccepted,
    IntroductionDeclined,
    IntroductionWithdrawn,
    IntroductionUnanswered,
    SamePersonRefused,
    MatchTraced,
    DealOpened,
    DealMoved,
    ContractDrafted,
    ContractRevised,
    ContractSigned,
    ContractCompleted,
    ContractVoided,
    OfflineRecorded,
    OfflineConfirmed,
    OfflineRefused,
}

/// <summary>One line of the audit trail; written in the transaction of the change it tells of, never changed.</summary>
internal sealed class TimelineRow
{
    public required Guid Id { get; init; }

    /// <summary>The introduction from which everything grew; for a contract linked to a match alone, the contract.</summary>
    public required Guid ThreadId { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The person or client; null when the service itself acted.</summary>
    public string? Subject { get; init; }
    public string? Name { get; init; }
    public Guid? OrganisationId { get; init; }
    public required Happening What { get; init; }
    public string? Detail { get; init; }
}

internal static class Timeline
{
    public static void Record(this ContractsDbContext db, Guid thread, DateTimeOffset at, Caller? caller, Happening what, string? detail = null) =>
        db.Timeline.Add(
            new TimelineRow
            {
                Id = Guid.CreateVersion7(at),
                ThreadId = thread,
                At = at,
                Subject = caller?.Subject,
                Name = caller?.Name,
                OrganisationId = caller?.OrganisationId,
                What = what,
                Detail = detail,
            }
        );
}
