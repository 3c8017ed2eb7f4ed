namespace TechTransfer.IntegrationEvents;

/// <summary>An achievement became public or its public state changed. Only sections disclosed to everybody are filled.</summary>
/// <param name="Trl">Technology readiness level 1–9.</param>
/// <param name="TrlDerived">The level was derived from a stage, not stated.</param>
/// <param name="PriceMinFen">Asking price in fen; both null when negotiable.</param>
/// <param name="Incomplete">A thin row of an import: ranks lower, asks its owner.</param>
/// <param name="Bulk">Published by an import: may be indexed after what people wait for.</param>
/// <param name="CoverId">The picture that stands for it in lists, at /api/achievements/{id}/files/{cover}.</param>
public sealed record AchievementPublished(
    Guid AchievementId,
    long Version,
    Guid OrganisationId,
    string OrganisationName,
    string Region,
    string Title,
    string? Summary,
    string? Problem,
    string? Features,
    IReadOnlyList<PublishedParameter> Parameters,
    string? Advantage,
    string? Application,
    string? Market,
    string? Benefit,
    string? Field,
    IReadOnlyList<string> Keywords,
    int? Trl,
    bool TrlDerived,
    IReadOnlyList<PublishedIp> Ip,
    IReadOnlyList<string> Modes,
    string? Licence,
    long? PriceMinFen,
    long? PriceMaxFen,
    bool NeedsPilot,
    string? Industry,
    IReadOnlyList<string> Ipc,
    IReadOnlyList<string> Themes,
    bool InNegotiation,
    bool Contracted,
    bool Incomplete,
    DateTimeOffset PublishedAt,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset? ValidUntil,
    bool Bulk,
    Guid? CoverId = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => AchievementId;
}

/// <summary>An achievement is no longer public. <paramref name="State"/>: withdrawn, expired or takenDown.</summary>
public sealed record AchievementClosed(Guid AchievementId, long Version, string State, string? Reason) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => AchievementId;
}
