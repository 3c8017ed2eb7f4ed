using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using TechTransfer.Hosting;
using TechTransfer.Identity.Inviting;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Organisations;
using TechTransfer.Identity.Reminding;

namespace TechTransfer.Identity.Erasing;

/// <summary>GET /api/my-data/identity: all that Identity holds about a person; of tokens and sign-ins when and what for, never the secret.</summary>
internal static class ReadOwnData
{
    public static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        ClaimsPrincipal user,
        IdentityDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await OwnAccount.FindAsync(user, db, cancellationToken) is not { } account)
            return OwnAccount.Missing();
        context.Response.Headers.CacheControl = "no-store";
        var (id, subject) = (account.Id, account.Id.ToString());
        return TypedResults.Ok(
            new Answer(
                new OwnAccountData(id, account.Name, account.Email, account.EmailConfirmed, account.CreatedAt, account.ActingFor, account.Reminders),
                account.TermsAcceptedAt is { } at ? [new OwnConsent(account.TermsVersion, at)] : [],
                await db
                    .Memberships.AsNoTracking()
                    .Where(x => x.AccountId == id)
                    .OrderBy(x => x.Since)
                    .Select(x => new OwnMembership(x.OrganisationId, x.Organisation!.Name, x.Roles, x.Since, x.IsListed, x.Specialities))
                    .ToListAsync(cancellationToken),
                await db
                    .JoinRequests.AsNoTracking()
                    .Where(x => x.AccountId == id)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnRequest(x.Id, x.OrganisationId, x.Message, x.State, x.Reason, x.At, x.DecidedAt))
                    .ToListAsync(cancellationToken),
                await db
                    .Invitations.AsNoTracking()
                    .Where(x => x.NormalizedEmail == account.NormalizedEmail)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnInvitation(x.Id, x.OrganisationId, x.Organisation!.Name, x.Roles, x.State, x.At, x.ExpiresAt))
                    .ToListAsync(cancellationToken),
                await SignInsAsync(db, subject, cancellationToken),
                await db
                    .OrganisationActs.AsNoTracking()
                    .Where(x => x.By == subject || x.AccountId == id)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnAct(x.OrganisationId, x.Kind, x.At, x.By == subject, x.Reason))
                    .ToListAsync(cancellationToken),
                await db
                    .Mails.AsNoTracking()
                    .Where(x => x.To == account.Email)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnMail(x.Subject, x.CreatedAt))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    private static async Task<IReadOnlyList<OwnToken>> SignInsAsync(IdentityDbContext db, string subject, CancellationToken cancellationToken)
    {
        var tokens = await db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>()
            .AsNoTracking()
            .Where(x => x.Subject == subject)
            .OrderBy(x => x.CreationDate)
            .Select(x => new OwnToken(x.Type, x.Status, x.Application!.ClientId, x.CreationDate, x.ExpirationDate))
            .ToListAsync(cancellationToken);
        // A kind is a name such as urn:ietf:params:oauth:token-type:refresh_token.
        return tokens.ConvertAll(x => x with { Kind = x.Kind?.Split(':')[^1] });
    }

    /// <param name="Consents">The text of terms and privacy policy that was agreed to.</param>
    /// <param name="SignIns">Tokens of the last days: of what kind, for which program, since when and until when.</param>
    /// <param name="Acts">What the person did to organisations, and what was done about him.</param>
    /// <param name="Mails">Those that are not sent yet; others are not kept.</param>
    internal sealed record Answer(
        OwnAccountData Account,
        IReadOnlyList<OwnConsent> Consents,
        IReadOnlyList<OwnMembership> Memberships,
        IReadOnlyList<OwnRequest> JoinRequests,
        IReadOnlyList<OwnInvitation> Invitations,
        IReadOnlyList<OwnToken> SignIns,
        IReadOnlyList<OwnAct> Acts,
        IReadOnlyList<OwnMail> Mails
    );

    internal sealed record OwnAccountData(
        Guid Id,
        string Name,
        string? Email,
        bool EmailConfirmed,
        DateTimeOffset CreatedAt,
        Guid? ActingFor,
        ReminderPace Reminders
    );

    internal sealed record OwnConsent(string? Terms, DateTimeOffset At);

    /// <param name="Listed">Shown in the directory of brokers, with the specialities.</param>
    internal sealed record OwnMembership(
        Guid OrganisationId,
        string Organisation,
        IReadOnlyList<string> Roles,
        DateTimeOffset Since,
        bool Listed,
        IReadOnlyList<string> Specialities
    );

    internal sealed record OwnRequest(
        Guid Id,
        Guid OrganisationId,
        string? Message,
        JoinState State,
        string? Reason,
        DateTimeOffset At,
        DateTimeOffset? DecidedAt
    );

    internal sealed record OwnInvitation(
        Guid Id,
        Guid OrganisationId,
        string Organisation,
        IReadOnlyList<string> Roles,
        InvitationState State,
        DateTimeOffset At,
        DateTimeOffset ExpiresAt
    );

    /// <param name="Kind">access_token, refresh_token or authorization_code.</param>
    internal sealed record OwnToken(string? Kind, string? State, string? Program, DateTime? CreatedAt, DateTime? ExpiresAt);

    /// <param name="Mine">The person did it; otherwise it is about him.</param>
    internal sealed record OwnAct(Guid OrganisationId, ActKind Kind, DateTimeOffset At, bool Mine, string? Reason);

    internal sealed record OwnMail(string Subject, DateTimeOffset CreatedAt);
}
