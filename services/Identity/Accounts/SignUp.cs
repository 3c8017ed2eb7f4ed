using System.Net.Mail;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Identity.Mailing;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// GET and POST /account/sign-up: name, e-mail, password and consent. A taken address gets the answer of a free one: what there is to say stands in a mail to
/// its owner.
/// </summary>
internal static class SignUp
{
    public const string Path = "/account/sign-up";

    public static void MapSignUp(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    private static IResult Show(Mails mails) => mails.IsAvailable ? Page(new SignUpForm("", "", false, []), 200) : NoticePage.NoMail();

    private static async Task<IResult> HandleAsync(
        [FromForm] string? name,
        [FromForm] string? email,
        [FromForm] string? password,
        [FromForm] string? consent,
        Mails mails,
        UserManager<Account> users,
        Registration registration,
        CancellationToken cancellationToken
    )
    {
        if (!mails.IsAvailable)
            return NoticePage.NoMail();
        var form = new SignUpForm(name?.Trim() ?? "", email?.Trim() ?? "", consent == Terms.Version, []);
        var mistakes = new List<Mistake>();
        if (form.Name.Length is 0 or > Account.LongestName || form.Name.Any(char.IsControl))
            mistakes.Add(new("name", "account.missingName"));
        if (!EmailAddress.IsOne(form.Email))
            mistakes.Add(new("email", "account.wrongEmail"));
        if (!await PasswordRules.AllowAsync(users, password))
            mistakes.Add(new("password", "account.weakPassword"));
        if (!form.Consent)
            mistakes.Add(new("consent", "account.missingConsent"));
        if (mistakes.Count > 0)
            return Page(form with { Mistakes = mistakes }, 422);
        await registration.RunAsync(form.Name, form.Email, password!, cancellationToken);
        return NoticePage.Answer("account.mailed", "account.mailedConfirmation", 200);
    }

    private static RazorComponentResult<SignUpPage> Page(SignUpForm form, int status) =>
        new(new { Form = form }) { StatusCode = status, PreventStreamingRendering = true };
}

/// <summary>What the sign-up page shows; the password is never shown again.</summary>
public sealed record SignUpForm(string Name, string Email, bool Consent, IReadOnlyList<Mistake> Mistakes);

/// <summary>An account that waits for its confirmation, with the mail that asks for it, in one save.</summary>
internal sealed class Registration(
    IdentityDbContext db,
    UserManager<Account> users,
    IPasswordHasher<Account> hasher,
    SignInQueue queue,
    Mails mails,
    TimeProvider time
)
{
    public async Task RunAsync(string name, string email, string password, CancellationToken cancellationToken)
    {
        var normalized = users.NormalizeEmail(email)!;
        using var turn = await queue.WaitAsync(SignInFailures.HashOf(normalized), cancellationToken);
        var account = await db.Users.SingleOrDefaultAsync(x => x.NormalizedEmail == normalized, cancellationToken);
        if (account is { EmailConfirmed: true })
        {
            // As slow as for a free address.
            HashOf(password);
            mails.WriteOnDemand(account.Email!, known: true, "taken", mails.Link(SignIn.Path), mails.Link(ForgottenPassword.Path));
        }
        else
        {
            account = Take(account, name, email, normalized, HashOf(password));
            mails.WriteOnDemand(email, known: true, "confirm", mails.Link(await ConfirmEmail.LinkAsync(users, account)));
        }
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
    }

    /// <summary>
    /// The account as its newest sign-up wants it, unsaved. Nobody has shown yet that the address is his, so the last one to sign up counts: with his link
    /// comes his password, and earlier links end.
    /// </summary>
    /// <param name="account">One that waits for its confirmation; null for a new one.</param>
    public Account Take(Account? account, string name, string email, string normalized, string passwordHash)
    {
        if (account is null)
            db.Users.Add(account = New(name, email, normalized));
        account.Name = name;
        account.PasswordHash = passwordHash;
        account.SecurityStamp = RandomNumberGenerator.GetHexString(32);
        (account.TermsVersion, account.TermsAcceptedAt) = (Terms.Version, time.GetUtcNow());
        return account;
    }

    /// <summary>Slow by intent; the same for everybody, so it needs no account.</summary>
    public string HashOf(string password) => hasher.HashPassword(null!, password);

    private Account New(string name, string email, string normalized) =>
        new()
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Name = name,
            UserName = email,
            NormalizedUserName = normalized,
            Email = email,
            NormalizedEmail = normalized,
            LockoutEnabled = true,
            CreatedAt = time.GetUtcNow(),
        };
}

internal static class PasswordRules
{
    /// <summary>Hashing takes time with the length.</summary>
    public const int MaxLength = 200;

    public static async Task<bool> AllowAsync(UserManager<Account> users, string? password)
    {
        if (string.IsNullOrEmpty(password) || password.Length > MaxLength)
            return false;
        foreach (var validator in users.PasswordValidators)
            if (!(await validator.ValidateAsync(users, null!, password)).Succeeded)
                return false;
        return true;
    }
}

internal static class EmailAddress
{
    /// <summary>An address that mail servers take everywhere: ASCII, without a display name, at a domain with a dot.</summary>
    public static bool IsOne(string text) =>
        text.Length <= PendingMail.LongestAddress
        && text.All(x => x is > ' ' and <= '~')
        && MailAddress.TryCreate(text, out var address)
        && address.Address == text
        && address.Host.Contains('.', StringComparison.Ordinal);
}
