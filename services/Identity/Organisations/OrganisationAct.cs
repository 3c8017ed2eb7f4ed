using TechTransfer.Hosting;

namespace TechTransfer.Identity.Organisations;

internal enum ActKind
{
    Registered,
    HandedIn,
    Verified,
    Rejected,
    Joined,
    JoinDeclined,
    RolesSet,
    Left,
    Invited,
    InvitationWithdrawn,
    ClientMade,
    ClientSecretRenewed,
    ClientRevoked,
    Suspended,
    Resumed,
    Closed,
    Trusted,
    Distrusted,

    /// <summary>A placeholder turned out to be the organisation that <see cref="OrganisationAct.Reason"/> names by its id.</summary>
    Claimed,
}

/// <summary>A change of an organisation's state, people or clients, with who and when: written with the change and never again touched.</summary>
internal sealed class OrganisationAct
{
    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }
    public required ActKind Kind { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>Subject of the token.</summary>
    public required string By { get; init; }

    /// <summary>The organisation that the person acted for; null for who belonged to none.</summary>
    public required Guid? ActingFor { get; init; }

    /// <summary>The person whom it concerns.</summary>
    public Guid? AccountId { get; init; }
    public string? Reason { get; init; }

    public static OrganisationAct Of(
        Guid organisation,
        ActKind kind,
        Caller caller,
        DateTimeOffset now,
        Guid? account = null,
        string? reason = null
    ) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            OrganisationId = organisation,
            Kind = kind,
            At = now,
            By = caller.Subject,
            ActingFor = caller.OrganisationId,
            AccountId = account,
            Reason = reason,
        };
}
