using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using OpenIddict.EntityFrameworkCore.Models;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Members;
using TechTransfer.Identity.Organisations;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Erasing;

/// <summary>
/// GET and POST /account/erase, for who is signed in at the issuer: says what goes and what stays, asks for the password, and erases the account with all that
/// Identity holds about its owner. The other services learn it by an event of the same transaction. The last manager of an organisation first makes somebody else one.
/// </summary>
internal static class EraseAccount
{
    public const string Path = "/account/erase";

    public static void MapEraseAccount(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ShowAsync);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<EraseAccountPage>>> ShowAsync(
        IdentityDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    ) =>
        await WhoAsync(db, context, cancellationToken) is { } account
            ? Page(new(account.Email, await HandOver.OfAsync(db, account, cancellationToken), [], Done: false))
            : ToSignIn();

    private static async Task<Results<RedirectHttpResult, RazorComponentResult<EraseAccountPage>>> HandleAsync(
        [FromForm] string? password,
        [FromForm] string? understood,
        IdentityDbContext db,
        PasswordCheck check,
        SignInQueue queue,
        Mails mails,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (await WhoAsync(db, context, cancellationToken) is not { Email: { } email } account)
            return ToSignIn();
        var form = new EraseAccountForm(email, await HandOver.OfAsync(db, account, cancellationToken), [], Done: false);
        if (form.Obstacles.Count > 0)
            return Page(form);
        if (understood != "yes")
            return Page(form with { Mistakes = [new("understood", "erase.missingUnderstood")] });
        if (await check.TryAsync(email, password ?? "", cancellationToken) is null)
            return Page(form with { Mistakes = [new("password", "account.refusedPassword")] });
        // Nobody signs up with the address in between.
        using var turn = await queue.WaitAsync(SignInFailures.HashOf(account.NormalizedEmail!), cancellationToken);
        await using var transaction = await db.BeginChangeAsync(account.Memberships.Select(x => x.OrganisationId), cancellationToken);
        db.ChangeTracker.Clear();
        if (await WhoAsync(db, context, cancellationToken) is not { } current)
            return ToSignIn();
        // Another manager may have left since.
        form = form with
        {
            Obstacles = await HandOver.OfAsync(db, current, cancellationToken),
        };
        if (form.Obstacles.Count > 0)
            return Page(form);
        await EraseAsync(current, db, mails, time.GetUtcNow(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        mails.SendSoon();
        await context.SignOutAsync(IdentityConstants.ApplicationScheme);
        return Page(new(null, [], [], Done: true));
    }

    private static async Task EraseAsync(Account account, IdentityDbContext db, Mails mails, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var subject = account.Id.ToString();
        var emailHash = SignInFailures.HashOf(account.NormalizedEmail!);
        await db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>().Where(x => x.Subject == subject).ExecuteDeleteAsync(cancellationToken);
        await db.Set<OpenIddictEntityFrameworkCoreAuthorization<Guid>>().Where(x => x.Subject == subject).ExecuteDeleteAsync(cancellationToken);
        await db.JoinRequests.Where(x => x.AccountId == account.Id).ExecuteDeleteAsync(cancellationToken);
        await db.Invitations.Where(x => x.NormalizedEmail == account.NormalizedEmail).ExecuteDeleteAsync(cancellationToken);
        await db.SignInFailures.Where(x => x.EmailHash == emailHash).ExecuteDeleteAsync(cancellationToken);
        await db.Mails.Where(x => x.To == account.Email).ExecuteDeleteAsync(cancellationToken);
        foreach (var membership in account.Memberships)
            db.OrganisationActs.Add(
                new OrganisationAct
                {
                    Id = Guid.CreateVersion7(now),
                    OrganisationId = membership.OrganisationId,
                    Kind = ActKind.Left,
                    At = now,
                    By = subject,
                    ActingFor = membership.OrganisationId,
                    AccountId = account.Id,
                }
            );
        // The last mail to the address; nothing of it stays once it is sent.
        mails.Write(account.Email!, "accountErased");
        db.Users.Remove(account);
        var erasure = Erasure.Of(account.Id, now);
        db.Erasures.Add(erasure);
        db.Enqueue(erasure.Told());
        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<Account?> WhoAsync(IdentityDbContext db, HttpContext context, CancellationToken cancellationToken) =>
        await SignedInAccount.FindAsync((await context.AuthenticateAsync(IdentityConstants.ApplicationScheme)).Principal, db, cancellationToken);

    private static RedirectHttpResult ToSignIn() => TypedResults.Redirect(SignIn.Path + "?returnUrl=" + Path);

    private static RazorComponentResult<EraseAccountPage> Page(EraseAccountForm form) =>
        new(new { Form = form })
        {
            StatusCode =
                form.Mistakes.Count > 0 ? 422
                : form.Obstacles.Count > 0 ? 409
                : 200,
            PreventStreamingRendering = true,
        };
}

/// <summary>What the page shows.</summary>
/// <param name="Obstacles">Organisations, and the platform itself, that would be left without somebody who answers for them.</param>
public sealed record EraseAccountForm(string? Email, IReadOnlyList<string> Obstacles, IReadOnlyList<Mistake> Mistakes, bool Done);

/// <summary>What its last manager has to hand over before he goes.</summary>
internal static class HandOver
{
    /// <summary>Stands for the platform among names of organisations.</summary>
    public const string Platform = "";

    /// <summary>A closed organisation needs nobody, nor one that was never verified and that nobody else belongs to.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(IdentityDbContext db, Account account, CancellationToken cancellationToken)
    {
        var obstacles = new List<string>();
        foreach (var membership in account.Memberships.Where(x => x.Roles.Contains(Roles.Manager)).OrderBy(x => x.OrganisationId))
        {
            var organisation = membership.Organisation!;
            var others = db.Memberships.Where(x => x.OrganisationId == organisation.Id && x.AccountId != account.Id);
            if (
                organisation.State == OrganisationState.Closed
                || await others.AnyAsync(x => x.Roles.Contains(Roles.Manager), cancellationToken)
                || organisation.State is OrganisationState.Unverified or OrganisationState.Rejected && !await others.AnyAsync(cancellationToken)
            )
                continue;
            obstacles.Add(organisation.Name);
        }
        if (
            account.Memberships.Exists(x => x.Roles.Contains(Roles.Administrator))
            && !await db.Memberships.AnyAsync(x => x.AccountId != account.Id && x.Roles.Contains(Roles.Administrator), cancellationToken)
        )
            obstacles.Add(Platform);
        return obstacles;
    }
}
