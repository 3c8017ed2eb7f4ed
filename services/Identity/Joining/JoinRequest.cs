using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Joining;

internal enum JoinState
{
    Waiting,
    Accepted,
    Declined,

    /// <summary>By the person himself.</summary>
    Withdrawn,
}

/// <summary>A person's wish to act for an organisation that is known already.</summary>
internal sealed class JoinRequest
{
    public const int LongestText = 500;

    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public Account? Account { get; init; }
    public required Guid OrganisationId { get; init; }
    public Organisation? Organisation { get; init; }
    public string? Message { get; init; }
    public required DateTimeOffset At { get; init; }
    public JoinState State { get; set; }

    /// <summary>Why it was declined.</summary>
    public string? Reason { get; set; }

    /// <summary>When it was answered or taken back.</summary>
    public DateTimeOffset? DecidedAt { get; set; }
}

internal static class JoinRequests
{
    /// <summary>A manager decides for his organisation; one that has no manager is decided for by the operators of its region, who never decide for their own.</summary>
    public static IQueryable<JoinRequest> DecidableBy(this IQueryable<JoinRequest> requests, IdentityDbContext db, Caller caller)
    {
        var own = caller.OrganisationId;
        var manages = caller.IsManager;
        // No region code begins with this, so nobody but an operator sees more.
        var subtree = caller.IsOperator ? RegionCode.Prefix(caller.Region) : "-";
        return requests.Where(x =>
            (manages && x.OrganisationId == own)
            || (
                x.OrganisationId != own
                && x.Organisation!.Region.StartsWith(subtree)
                && !db.Memberships.Any(m => m.OrganisationId == x.OrganisationId && m.Roles.Contains(Roles.Manager))
            )
        );
    }
}
