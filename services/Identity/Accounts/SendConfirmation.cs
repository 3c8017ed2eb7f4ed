using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Identity.Mailing;

namespace TechTransfer.Identity.Accounts;

/// <summary>GET and POST /account/confirmation: the confirmation mail again. The answer is the same for every address.</summary>
internal static class SendConfirmation
{
    public const string Path = "/account/confirmation";

    public static void MapSendConfirmation(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, Show);
        routes.MapPost(Path, HandleAsync).AddEndpointFilter<SignInRate>();
    }

    private static IResult Show(Mails mails) => mails.IsAvailable ? AskForMailPage.Confirmation("", []) : NoticePage.NoMail();

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
            return AskForMailPage.Confirmation(address, [new("email", "account.wrongEmail")]);
        var account = await users.FindByEmailAsync(address);
        var waits = account is { EmailConfirmed: false };
        mails.WriteOnDemand(
            account?.Email ?? address,
            waits,
            "confirm",
            mails.Link(waits ? await ConfirmEmail.LinkAsync(users, account!) : ConfirmEmail.Path)
        );
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return NoticePage.Answer("account.mailed", "account.mailedAgain", 200);
    }
}
