namespace TechTransfer.IntegrationEvents;

/// <summary>A named quantity as its owner wrote it; <paramref name="Value"/> is text ("≥ 99.9", "50–80").</summary>
public sealed record PublishedParameter(string Name, string Value, string? Unit);

/// <summary>What a demand wants of one quantity. <paramref name="Comparator"/> is =, &gt;=, &lt;=, &gt;, &lt; or range (then Min and Max).</summary>
public sealed record PublishedTarget(string Name, string Comparator, string? Value, string? Min, string? Max, string? Unit, string? Text);

/// <summary>An intellectual property right as shown to everybody.</summary>
public sealed record PublishedIp(string Kind, string Title, string? Number, string? Status);

/// <summary>
/// An operator's import named an organisation that nobody knows yet. The id is derived from the name, so that every service arrives at the same one;
/// Identity answers with an <see cref="OrganisationChanged"/> of a placeholder to be claimed.
/// </summary>
public sealed record OrganisationNamed(Guid OrganisationId, long Version, string Name, string? CreditCode, string Region) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OrganisationId;
}

/// <summary>
/// A listing that somebody entered for an organisation waits for it, or was answered: whoever it concerns is told by mail. Without the title, which is
/// for nobody else yet.
/// </summary>
/// <param name="Kind">achievement or demand.</param>
/// <param name="EnteredBySubject">The person or client who entered it.</param>
/// <param name="Step">waiting, returned or confirmed.</param>
public sealed record EntryMoved(Guid ListingId, long Version, string Kind, Guid OrganisationId, string EnteredBySubject, string Step)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ListingId;
}

/// <summary>
/// An organisation asked to read what is on request in a listing, or its request was answered: whoever it concerns is told by mail. Without anything that somebody wrote.
/// </summary>
/// <param name="Kind">achievement or demand.</param>
/// <param name="OwnerOrganisationId">Whose listing it is.</param>
/// <param name="OrganisationId">Which one asked.</param>
/// <param name="AskedBySubject">The person or client who asked.</param>
/// <param name="Step">asked, granted, refused or revoked.</param>
public sealed record GrantMoved(
    Guid GrantId,
    long Version,
    string Kind,
    Guid ListingId,
    Guid OwnerOrganisationId,
    Guid OrganisationId,
    string AskedBySubject,
    string Step
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => GrantId;
}
