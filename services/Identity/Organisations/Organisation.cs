using System.Text.Json;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Organisations;

internal enum OrganisationKind
{
    University,
    Institute,
    Hospital,
    Company,
    Park,
    TransferInstitution,
    Authority,
}

internal enum OrganisationState
{
    Unverified,
    Verified,
    Rejected,
    Suspended,
    Closed,
}

/// <summary>An organisation that people act for. Its public state goes to the other services with every change.</summary>
internal sealed class Organisation
{
    public required Guid Id { get; init; }

    /// <summary>Grows with every published change.</summary>
    public long Version { get; private set; }
    public required string Name { get; set; }
    public string? NameEn { get; set; }
    public string? CreditCode { get; set; }
    public required OrganisationKind Kind { get; set; }

    /// <summary>Six-digit division code; an authority's is the root of the subtree that its operators look after.</summary>
    public required string Region { get; set; }
    public required OrganisationState State { get; set; }

    /// <summary>Why it was rejected, suspended or closed.</summary>
    public string? StateReason { get; set; }
    public bool TrustedToSelfPublish { get; set; }
    public bool IsPlaceholder { get; set; }

    /// <summary>The verified organisation that this placeholder, known by its name alone, turned out to be.</summary>
    public Guid? ClaimedById { get; private set; }
    public bool IsDemo { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>People of an organisation that is not verified yet, or was rejected, still sign in to complete it; not so when it is suspended or closed.</summary>
    public bool MayBeActedFor() => State is not (OrganisationState.Suspended or OrganisationState.Closed);

    /// <summary>A rejected one first puts itself right; until then it takes in nobody and gives nobody a key.</summary>
    public bool MayTakeIn() => State is OrganisationState.Unverified or OrganisationState.Verified;

    /// <summary>What it has is from now on the other's.</summary>
    public void GiveTo(Organisation claiming) =>
        (State, IsPlaceholder, ClaimedById, StateReason) = (OrganisationState.Closed, false, claiming.Id, null);

    /// <summary>Announces the state as it is now; call it after the change, before it is saved.</summary>
    public void Announce(IdentityDbContext db)
    {
        Version++;
        db.Enqueue(PublicState());
    }

    public OrganisationChanged PublicState() =>
        new(Id, Version, Name, NameEn, CreditCode, Text(Kind), Region, Text(State), TrustedToSelfPublish, IsPlaceholder, ClaimedById);

    private static string Text<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
