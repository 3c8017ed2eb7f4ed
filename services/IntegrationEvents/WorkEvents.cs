namespace TechTransfer.IntegrationEvents;

/// <summary>
/// What has waited for an organisation's people, or for the operators of a region, for a working day or more: counted by the service that owns it in the
/// morning of a working day. Identity, which alone knows the people, reminds them by mail.
/// </summary>
/// <param name="CountId">New with each count; of the same service, day and place a later one takes the place of an earlier one.</param>
/// <param name="Service">Who counted.</param>
/// <param name="OrganisationId">Whose people it waits for; null: operators.</param>
/// <param name="Region">Six-digit division code of the operators who are responsible; null for an organisation's people.</param>
public sealed record WorkWaits(
    Guid CountId,
    long Version,
    string Service,
    DateOnly Day,
    Guid? OrganisationId,
    string? Region,
    IReadOnlyList<WaitingWork> Work
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => CountId;
}

/// <param name="Kind">office, confirmation, changes, ending, access, review, appeal, introduction, step, signature, complaint or report.</param>
/// <param name="Role">Who of the organisation can do it.</param>
/// <param name="Since">Since when the oldest waits.</param>
public sealed record WaitingWork(string Kind, string Role, int Count, DateTimeOffset Since);

/// <summary>
/// Somebody says that a listing infringes a right of his: its organisation's managers are told by mail. Without what was typed, and without who it was.
/// </summary>
/// <param name="OrganisationId">Whose listing it is.</param>
public sealed record ComplaintMade(Guid ReportId, long Version, Guid OrganisationId) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReportId;
}
