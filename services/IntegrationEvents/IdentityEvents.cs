namespace TechTransfer.IntegrationEvents;

/// <summary>The public state of an organisation after a change.</summary>
/// <param name="Kind">university, institute, hospital, company, park, transferInstitution or authority.</param>
/// <param name="Region">Six-digit division code.</param>
/// <param name="State">unverified, verified, rejected, suspended or closed.</param>
/// <param name="TrustedToSelfPublish">Its submissions are published without the regional operator's review.</param>
/// <param name="IsPlaceholder">Made from a name in an operator's import; waits to be claimed by the real organisation.</param>
/// <param name="ClaimedById">The real organisation that a placeholder known by its name alone turned out to be: what it has is that one's.</param>
public sealed record OrganisationChanged(
    Guid OrganisationId,
    long Version,
    string Name,
    string? NameEn,
    string? CreditCode,
    string Kind,
    string Region,
    string State,
    bool TrustedToSelfPublish,
    bool IsPlaceholder,
    Guid? ClaimedById = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrganisationId;
}

/// <summary>
/// A person's account is erased. Whoever holds something of that person takes it away, or keeps the id alone and the pseudonym where the name stood; told again it
/// changes nothing more.
/// </summary>
/// <param name="Version">1 at the erasure; 2 once every access token of that time has ended, for what was still written with one.</param>
/// <param name="Pseudonym">Stands where the name stood.</param>
public sealed record AccountErased(Guid AccountId, long Version, string Pseudonym) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => AccountId;
}
