namespace TechTransfer.Gateway.Web.Api;

/// <summary>An organisation that a person may act for.</summary>
public sealed record Belonging(Guid OrganisationId, string Name, IReadOnlyList<string> Roles);

/// <summary>One's own request to join an organisation.</summary>
/// <param name="Organisation">Null while it is not public.</param>
public sealed record OwnJoinRequest(
    Guid Id,
    string? CreditCode,
    string? Organisation,
    string State,
    string? Reason,
    DateTimeOffset At,
    DateTimeOffset? DecidedAt
);

/// <summary>Somebody's request that waits for an answer.</summary>
public sealed record WaitingJoinRequest(
    Guid Id,
    Guid OrganisationId,
    string Organisation,
    string PersonName,
    string PersonEmail,
    string? Message,
    DateTimeOffset At
);

/// <summary>An organisation that waits to be verified.</summary>
public sealed record Verification(
    Guid Id,
    string Name,
    string? NameEn,
    string? CreditCode,
    string Kind,
    string Region,
    string RegionName,
    string LicenceName,
    DateTimeOffset HandedInAt,
    bool ClaimsPlaceholder
);

/// <summary>An organisation as its own people see it.</summary>
public sealed record OwnOrganisation(
    Guid Id,
    string Name,
    string? NameEn,
    string? CreditCode,
    string Kind,
    string Region,
    string RegionName,
    string State,
    string? StateReason,
    bool IsPlaceholder,
    bool? TrustedToSelfPublish
);

/// <summary>The people of the manager's organisation.</summary>
/// <param name="Grantable">Roles that he gives and takes.</param>
public sealed record MemberList(IReadOnlyList<MemberRow> Items, IReadOnlyList<string> Grantable);

public sealed record MemberRow(Guid Id, string Name, string Email, IReadOnlyList<string> Roles, DateTimeOffset Since);

public sealed record Entered(Guid Id);

/// <summary>Somebody who was invited and has not come yet.</summary>
/// <param name="Language">Of the mail, zh or en.</param>
public sealed record InvitationRow(
    Guid Id,
    string Email,
    IReadOnlyList<string> Roles,
    string Language,
    DateTimeOffset At,
    DateTimeOffset ExpiresAt,
    bool Expired
);

/// <summary>The programs that act for the manager's organisation.</summary>
/// <param name="Grantable">Roles that he may give them.</param>
public sealed record ClientList(IReadOnlyList<ClientRow> Items, IReadOnlyList<string> Grantable);

public sealed record ClientRow(string Id, string Name, IReadOnlyList<string> Roles, DateTimeOffset CreatedAt, DateTimeOffset? SecretRenewedAt);

/// <param name="Secret">Told this once.</param>
public sealed record ClientSecret(string Id, string Secret);
