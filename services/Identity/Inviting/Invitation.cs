using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Members;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Inviting;

internal enum InvitationState
{
    Open,
    Accepted,
    Withdrawn,

    /// <summary>The same address was invited again.</summary>
    Replaced,
}

/// <summary>What a link leads to now. Only <see cref="Works"/> lets somebody in.</summary>
internal enum LinkStanding
{
    Works,
    Unknown,
    Expired,
    Accepted,
    Withdrawn,
    Replaced,

    /// <summary>The organisation is rejected, suspended or closed.</summary>
    OrganisationAway,
}

/// <summary>A manager's wish that whoever reads mail at this address acts for the organisation with these roles.</summary>
internal sealed class Invitation
{
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }
    public Organisation? Organisation { get; init; }

    /// <summary>As it was typed.</summary>
    public required string Email { get; init; }
    public required string NormalizedEmail { get; init; }
    public required List<string> Roles { get; init; }

    /// <summary>Of mail and page: zh or en.</summary>
    public required string Language { get; init; }

    /// <summary>Who reads the store cannot follow the link.</summary>
    public required string TokenHash { get; init; }
    public required DateTimeOffset At { get; init; }
    public required DateTimeOffset ExpiresAt { get; init; }
    public InvitationState State { get; set; }

    /// <summary>When it was accepted, withdrawn or replaced.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public LinkStanding StandingAt(DateTimeOffset now) =>
        State switch
        {
            InvitationState.Accepted => LinkStanding.Accepted,
            InvitationState.Withdrawn => LinkStanding.Withdrawn,
            InvitationState.Replaced => LinkStanding.Replaced,
            _ when ExpiresAt <= now => LinkStanding.Expired,
            _ when Organisation?.MayTakeIn() != true => LinkStanding.OrganisationAway,
            _ => LinkStanding.Works,
        };

    public void End(InvitationState state, DateTimeOffset now) => (State, EndedAt) = (state, now);

    public static string NewToken() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string HashOf(string? token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token ?? "")));
}

/// <summary>Reads the link and lets in whoever may follow it; the API and the page do the same.</summary>
internal sealed class Invitations(IdentityDbContext db, TimeProvider time)
{
    /// <summary>With its organisation, tracked.</summary>
    public async Task<(Invitation? Invitation, LinkStanding Standing)> FindAsync(string? token, CancellationToken cancellationToken)
    {
        var hash = Invitation.HashOf(token);
        var found = await db.Invitations.Include(x => x.Organisation).SingleOrDefaultAsync(x => x.TokenHash == hash, cancellationToken);
        return (found, found?.StandingAt(time.GetUtcNow()) ?? LinkStanding.Unknown);
    }

    /// <summary>
    /// Inside <see cref="OneChangeAtATime.BeginChangeAsync"/>: reads again what may have changed until the turn came.
    /// </summary>
    public Task<(Invitation? Invitation, LinkStanding Standing)> FindAgainAsync(string? token, CancellationToken cancellationToken)
    {
        db.ChangeTracker.Clear();
        return FindAsync(token, cancellationToken);
    }

    /// <summary>Membership, end of the invitation and its trace, unsaved. A member gets the roles that he lacks.</summary>
    public async Task JoinAsync(Invitation invitation, Account account, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var organisation = invitation.Organisation!;
        // The organisation may have become one of another kind since.
        var roles = invitation
            .Roles.Intersect(GivenRoles.In(organisation.Kind), StringComparer.Ordinal)
            .DefaultIfEmpty(Hosting.Roles.Member)
            .ToList();
        if (await db.Memberships.FindAsync([account.Id, organisation.Id], cancellationToken) is { } membership)
            membership.Roles = [.. membership.Roles.Union(roles, StringComparer.Ordinal)];
        else
            db.Memberships.Add(
                new Membership
                {
                    AccountId = account.Id,
                    OrganisationId = organisation.Id,
                    Roles = roles,
                    Since = now,
                }
            );
        account.ActingFor = organisation.Id;
        invitation.End(InvitationState.Accepted, now);
        foreach (
            var asked in await db
                .JoinRequests.Where(x => x.AccountId == account.Id && x.OrganisationId == organisation.Id && x.State == JoinState.Waiting)
                .ToListAsync(cancellationToken)
        )
            (asked.State, asked.DecidedAt) = (JoinState.Accepted, now);
        db.OrganisationActs.Add(
            new OrganisationAct
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = organisation.Id,
                Kind = ActKind.Joined,
                At = now,
                By = account.Id.ToString(),
                ActingFor = null,
                AccountId = account.Id,
                Reason = $"invitation {invitation.Id}: {string.Join(", ", roles)}",
            }
        );
    }
}
