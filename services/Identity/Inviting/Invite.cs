using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Members;
using TechTransfer.Identity.Organisations;
using TechTransfer.Theme;

namespace TechTransfer.Identity.Inviting;

/// <summary>
/// POST /api/identity/invitations: a manager invites an address by a mail with a link, which works once, for seven days. The same address again: a new link,
/// and the former one ends. The answer does not tell who has an account.
/// </summary>
internal static class Invite
{
    public static void MapInvite(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/identity/invitations", HandleAsync)
            .RequireAuthorization(Roles.Manager)
            .WithName("IdentityInvite")
            .WithTags("Identity")
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(429);

    /// <param name="Roles">One or more of those the manager gives.</param>
    /// <param name="Language">Of the mail, zh or en; the caller's when absent.</param>
    internal sealed record Request(string? Email, IReadOnlyList<string>? Roles, string? Language);

    internal sealed record Response(Guid Id, string Email, DateTimeOffset ExpiresAt);

    private static async Task<Results<Created<Response>, ProblemHttpResult>> HandleAsync(
        Request request,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        ILookupNormalizer normalizer,
        IConfiguration configuration,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (caller.IsClient)
            return Problem.Forbidden("A person decides this, not a client.");
        if (!mails.IsAvailable)
            return Problem.Unavailable("No mail server is set up, so nobody can be invited.");
        var organisation = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(x => x.Id == caller.OrganisationId, cancellationToken);
        if (organisation is null)
            return Problem.NotFound("organisation");
        var email = request.Email?.Trim() ?? "";
        var grantable = GivenRoles.In(organisation.Kind);
        var roles = (request.Roles ?? []).Distinct(StringComparer.Ordinal).ToList();
        var language = request.Language ?? LanguageChoice.Of(context).Code();
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!EmailAddress.IsOne(email))
            errors["email"] = ["'email' is no e-mail address."];
        if (roles.Count == 0 || roles.Exists(x => !grantable.Contains(x, StringComparer.Ordinal)))
            errors["roles"] = [$"'roles' needs at least one, and each is one of {string.Join(", ", grantable)}."];
        if (language is not ("zh" or "en"))
            errors["language"] = ["'language' is one of zh, en."];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (!organisation.MayTakeIn())
            return Problem.WrongState(JsonNamingPolicy.CamelCase.ConvertName(organisation.State.ToString()), []);
        var (now, normalized) = (time.GetUtcNow(), normalizer.NormalizeEmail(email));
        await using var transaction = await db.BeginChangeAsync(organisation.Id, cancellationToken);
        if (await IsMemberAsync(db, organisation.Id, normalized, cancellationToken))
            return Problem.Conflict("Who has this address belongs to the organisation already; set the roles in the list of members.");
        var (most, dayAgo) = (configuration.GetValue("Limits:InvitationsPerDay", 50), now.AddDays(-1));
        if (await db.Invitations.CountAsync(x => x.OrganisationId == organisation.Id && x.At > dayAgo, cancellationToken) >= most)
            return Problem.Of(429, "too-many-requests", $"An organisation invites {most} times a day.", ("limit", most));
        var token = Invitation.NewToken();
        if (!Write(mails, email, language == "en" ? Language.English : Language.Chinese, organisation, token))
            return Problem.Of(429, "too-many-requests", "This address has had its mails of this hour; try again later.");
        foreach (
            var former in await db
                .Invitations.Where(x => x.OrganisationId == organisation.Id && x.NormalizedEmail == normalized && x.State == InvitationState.Open)
                .ToListAsync(cancellationToken)
        )
            former.End(InvitationState.Replaced, now);
        var invitation = new Invitation
        {
            Id = Guid.CreateVersion7(now),
            OrganisationId = organisation.Id,
            Email = email,
            NormalizedEmail = normalized,
            Roles = roles,
            Language = language,
            TokenHash = Invitation.HashOf(token),
            At = now,
            ExpiresAt = now + Invitation.Life,
        };
        db.Invitations.Add(invitation);
        db.OrganisationActs.Add(
            OrganisationAct.Of(organisation.Id, ActKind.Invited, caller, now, reason: $"invitation {invitation.Id}: {string.Join(", ", roles)}")
        );
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.Created((string?)null, new Response(invitation.Id, email, invitation.ExpiresAt));
    }

    private static Task<bool> IsMemberAsync(IdentityDbContext db, Guid organisation, string normalized, CancellationToken cancellationToken) =>
        db.Users.AnyAsync(x => x.NormalizedEmail == normalized && x.Memberships.Any(m => m.OrganisationId == organisation), cancellationToken);

    /// <summary>Names the organisation once an operator has read its licence: before that the name is whatever a stranger typed.</summary>
    private static bool Write(Mails mails, string email, Language language, Organisation organisation, string token)
    {
        var link = mails.Link(
            QueryHelpers.AddQueryString(
                FollowInvitation.Path,
                new Dictionary<string, string?>(StringComparer.Ordinal) { ["token"] = token, [LanguageChoice.Name] = language.Code() }
            )
        );
        var name = language == Language.English ? organisation.NameEn ?? organisation.Name : organisation.Name;
        return organisation.State == OrganisationState.Verified
            ? mails.WriteOnDemand(email, language, "invited", link, name)
            : mails.WriteOnDemand(email, language, "invitedUnnamed", link);
    }
}
