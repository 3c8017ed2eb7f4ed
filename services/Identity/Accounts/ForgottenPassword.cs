using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Identity.Mailing;

namespace TechTransfer.Identity.Accounts;

/// <summary>GET and POST /account/forgotten: asks for the mail with the link to a new password. The answer is the same for every address.</summary>
internal static class ForgottenPassword
{
    public const string Path = "/account/forgotten";

    public static void MapForgottenPassword(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    private static IResult Show(Mails mails) => mails.IsAvailable ? AskForMailPage.NewPassword("", []) : NoticePage.NoMail();

    private static async Task<IResult> HandleAsync(
        [FromForm] string? email,
        Mails mails,
        IdentityDbContext db,
        UserManager<Account> users,
        CancellationToken cancellationToken
    )
    {
        if (!mails.IsAvailable)
            return NoticePage.NoMail();
        var address = email?.Trim() ?? "";
        if (!EmailAddress.IsOne(address))
            return AskForMailPage.NewPassword(address, [new("email", "account.wrongEmail")]);
        var account = await users.FindByEmailAsync(address);
        // Who never showed that the address is his confirms first: name and consent may be a stranger's.
        if (account is { EmailConfirmed: false })
            mails.WriteOnDemand(account.Email!, known: true, "confirm", mails.Link(await ConfirmEmail.LinkAsync(users, account)));
        else
            mails.WriteOnDemand(
                account?.Email ?? address,
                known: account is not null,
                "reset",
                mails.Link(account is null ? ResetPassword.Path : await ResetPassword.LinkAsync(users, account))
            );
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return NoticePage.Answer("account.mailed", "account.mailedReset", 200);
    }
}
