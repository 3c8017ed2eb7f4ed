using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Members;

namespace TechTransfer.Identity.Inviting;

/// <summary>
/// GET and POST /account/invitation: where the mail's link leads. Whoever has an account with the invited address signs in; whoever has none signs up, and as
/// the link came to the address, that confirms it. Opening the link changes nothing: mail programs do so too.
/// </summary>
internal static class FollowInvitation
{
    public const string Path = "/account/invitation";

    public static void MapFollowInvitation(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    private static async Task<IResult> ShowAsync(
        string? token,
        Invitations invitations,
        IdentityDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var (found, standing) = await invitations.FindAsync(token, cancellationToken);
        return found is null || standing != LinkStanding.Works
            ? Ended(standing)
            : Page(await FormAsync(found, token!, db, context, cancellationToken), 200);
    }

    private static async Task<IResult> HandleAsync(
        [FromForm] string? token,
        [FromForm] string? name,
        [FromForm] string? password,
        [FromForm] string? consent,
        Invitations invitations,
        IdentityDbContext db,
        UserManager<Account> users,
        PasswordCheck check,
        SignInQueue queue,
        Registration registration,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var (found, standing) = await invitations.FindAsync(token, cancellationToken);
        if (found is null || standing != LinkStanding.Works)
            return Ended(standing);
        var form = await FormAsync(found, token!, db, context, cancellationToken) with
        {
            Name = name?.Trim() ?? "",
            Consent = consent == Terms.Version,
        };
        if (form.Way == InvitationWay.SignIn && await check.TryAsync(found.Email, password ?? "", cancellationToken) is null)
            return Page(form with { Mistakes = [new("password", "account.refusedPassword")] }, 422);
        if (form.Way == InvitationWay.SignUp && await MistakesAsync(form, password, users) is { Count: > 0 } mistakes)
            return Page(form with { Mistakes = mistakes }, 422);
        var passwordHash = form.Way == InvitationWay.SignUp ? registration.HashOf(password!) : null;
        // Sign-ups with one address take turns, as elsewhere; and this turn is waited for before the store is held.
        using var turn = await queue.WaitAsync(SignInFailures.HashOf(found.NormalizedEmail), cancellationToken);
        await using var transaction = await db.BeginChangeAsync(found.OrganisationId, cancellationToken);
        (found, standing) = await invitations.FindAgainAsync(token, cancellationToken);
        if (found is null || standing != LinkStanding.Works)
            return Ended(standing);
        var account = await db.Users.SingleOrDefaultAsync(x => x.NormalizedEmail == found.NormalizedEmail, cancellationToken);
        // Confirmed or gone since the form was looked at: it asks for something else now.
        if (account is { EmailConfirmed: true } != passwordHash is null)
            return Page(await FormAsync(found, token!, db, context, cancellationToken), 409);
        if (passwordHash is not null)
            account = registration.Take(account, form.Name, found.Email, found.NormalizedEmail, passwordHash);
        account!.EmailConfirmed = true;
        await invitations.JoinAsync(found, account, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await context.SignInAsync(IdentityConstants.ApplicationScheme, SignedInAccount.Principal(account));
        return TypedResults.Redirect(
            $"{SignIn.Onwards}?organisation={found.OrganisationId}&returnUrl={Uri.EscapeDataString("/my/organisation?done=joined")}"
        );
    }

    private static async Task<IReadOnlyList<Mistake>> MistakesAsync(InvitationForm form, string? password, UserManager<Account> users)
    {
        var mistakes = new List<Mistake>();
        if (form.Name.Length is 0 or > Account.LongestName || form.Name.Any(char.IsControl))
            mistakes.Add(new("name", "account.missingName"));
        if (!await PasswordRules.AllowAsync(users, password))
            mistakes.Add(new("password", "account.weakPassword"));
        if (!form.Consent)
            mistakes.Add(new("consent", "account.missingConsent"));
        return mistakes;
    }

    private static async Task<InvitationForm> FormAsync(
        Invitation invitation,
        string token,
        IdentityDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var cookie = (await context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal;
        var signedIn = await SignedInAccount.FindAsync(cookie, db, cancellationToken);
        var isHis = signedIn is { EmailConfirmed: true } && signedIn.NormalizedEmail == invitation.NormalizedEmail;
        var way =
            isHis ? InvitationWay.Join
            : await db.Users.AnyAsync(x => x.NormalizedEmail == invitation.NormalizedEmail && x.EmailConfirmed, cancellationToken)
                ? InvitationWay.SignIn
            : InvitationWay.SignUp;
        return new InvitationForm(
            way,
            token,
            invitation.Email,
            invitation.Organisation!.Name,
            invitation.Organisation.NameEn,
            invitation.Roles,
            isHis ? null : signedIn?.Email,
            "",
            false,
            []
        );
    }

    private static RazorComponentResult<NoticePage> Ended(LinkStanding standing) =>
        NoticePage.Answer("invitation.ended", $"invitation.ended{standing}", standing == LinkStanding.OrganisationAway ? 409 : 410);

    private static RazorComponentResult<InvitationPage> Page(InvitationForm form, int status) =>
        new(new { Form = form }) { StatusCode = status, PreventStreamingRendering = true };
}

/// <summary>What is still to be done by whoever has the link.</summary>
public enum InvitationWay
{
    /// <summary>Nothing: he is signed in with the invited address.</summary>
    Join,

    /// <summary>There is an account with the address; its password is asked for.</summary>
    SignIn,
    SignUp,
}

/// <summary>What the page of an invitation shows, to who has a valid link; the password is never shown again.</summary>
/// <param name="Other">The address of somebody else who is signed in in this browser.</param>
public sealed record InvitationForm(
    InvitationWay Way,
    string Token,
    string Email,
    string Organisation,
    string? OrganisationEn,
    IReadOnlyList<string> Roles,
    string? Other,
    string Name,
    bool Consent,
    IReadOnlyList<Mistake> Mistakes
);
