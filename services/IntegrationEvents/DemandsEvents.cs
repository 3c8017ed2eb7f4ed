namespace TechTransfer.IntegrationEvents;

/// <summary>
/// A demand became public or its public state changed. A reader that does not know of <paramref name="Anonymous"/> and <paramref name="HiddenFrom"/> would show
/// what may not be shown, so they are a new schema.
/// </summary>
/// <param name="OrganisationName">Empty when it is anonymous; the id is for rules between organisations and is shown to nobody then.</param>
/// <param name="Region">Of an anonymous one no more than the city, empty when even that would tell; likewise <paramref name="Industry"/>.</param>
/// <param name="Kind">problem, adoption, jointDevelopment, testing, consulting or upgrade.</param>
/// <param name="BudgetMinFen">Budget in fen; null when not stated or not visible.</param>
/// <param name="Incomplete">A thin row of an import: ranks lower, asks its owner.</param>
/// <param name="Bulk">Published by an import: may be indexed after what people wait for.</param>
/// <param name="Anonymous">Who posted it is told to nobody.</param>
/// <param name="HiddenFrom">Organisations that may not know of it; with any, visitors may not either. Told to nobody.</param>
[EventSchema(2)]
public sealed record DemandPublished(
    Guid DemandId,
    long Version,
    Guid OrganisationId,
    string OrganisationName,
    string Region,
    string Title,
    string? Kind,
    string? Background,
    string? Content,
    IReadOnlyList<PublishedTarget> Targets,
    string? Basis,
    string? Tried,
    string? Constraints,
    int? TrlWanted,
    IReadOnlyList<string> Modes,
    string? IpTerms,
    long? BudgetMinFen,
    long? BudgetMaxFen,
    string? Urgency,
    DateTimeOffset? Deadline,
    IReadOnlyList<string> PreferredPartners,
    string? Field,
    IReadOnlyList<string> Keywords,
    string? Industry,
    IReadOnlyList<string> Themes,
    bool InNegotiation,
    bool Contracted,
    bool Incomplete,
    DateTimeOffset PublishedAt,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset? ValidUntil,
    bool Bulk,
    bool Anonymous = false,
    IReadOnlyList<Guid>? HiddenFrom = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => DemandId;
}

/// <summary>A demand is no longer public. <paramref name="State"/>: withdrawn, expired or takenDown.</summary>
public sealed record DemandClosed(Guid DemandId, long Version, string State, string? Reason) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => DemandId;
}
