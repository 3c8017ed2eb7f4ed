using Microsoft.AspNetCore.Identity;
using TechTransfer.Identity.Organisations;
using TechTransfer.Identity.Reminding;

namespace TechTransfer.Identity.Accounts;

/// <summary>A person who can sign in, by e-mail and password.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    public const int LongestName = 100;

    /// <summary>As shown to others.</summary>
    public required string Name { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The organisation last acted for; the next sign-in begins there.</summary>
    public Guid? ActingFor { get; set; }
    public bool IsDemo { get; init; }

    /// <summary>The text of terms and privacy policy that the person agreed to, and when; null for who did not sign up himself.</summary>
    public string? TermsVersion { get; set; }
    public DateTimeOffset? TermsAcceptedAt { get; set; }

    /// <summary>How often he is reminded by mail of what waits for him.</summary>
    public ReminderPace Reminders { get; set; }
    public List<Membership> Memberships { get; } = [];
}

/// <summary>A person may act for an organisation with these roles.</summary>
internal sealed class Membership
{
    public required Guid AccountId { get; init; }
    public required Guid OrganisationId { get; init; }
    public Organisation? Organisation { get; init; }

    /// <summary>Names of <see cref="Hosting.Roles"/>.</summary>
    public required List<string> Roles { get; set; }
    public required DateTimeOffset Since { get; init; }

    /// <summary>A broker who wants to be found in the public directory. Only he says so himself.</summary>
    public bool IsListed { get; set; }

    /// <summary>What he is good at: industries of GB/T 4754, the most important first.</summary>
    public List<string> Specialities { get; set; } = [];
}

/// <summary>A machine's client-credentials sign-in: what OpenIddict's application of the same id may do, and for whom.</summary>
internal sealed class ApiClient
{
    public const int LongestName = 100;

    /// <summary>Never a bare GUID: that is how a token's subject tells people from clients.</summary>
    public required string ClientId { get; init; }
    public required string Name { get; set; }
    public required Guid OrganisationId { get; init; }
    public Organisation? Organisation { get; init; }
    public required List<string> Roles { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its secret was last renewed; OpenIddict keeps the hash.</summary>
    public DateTimeOffset? SecretRenewedAt { get; set; }
    public bool IsDemo { get; init; }
}
