using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Identity.Accounts;

/// <summary>The issuer's own session: a cookie that names the account and the stamp that a new password or "sign out everywhere" changes.</summary>
internal static class SignedInAccount
{
    private const string Id = "sub";
    private const string Stamp = "stamp";

    public static ClaimsPrincipal Principal(Account account) =>
        new(new ClaimsIdentity([new(Id, account.Id.ToString()), new(Stamp, account.SecurityStamp ?? "")], IdentityConstants.ApplicationScheme));

    /// <summary>The account with its memberships and their organisations, tracked; null when it is gone or the cookie is older than its stamp.</summary>
    public static async Task<Account?> FindAsync(ClaimsPrincipal? cookie, IdentityDbContext db, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(cookie?.FindFirstValue(Id), out var id))
            return null;
        var account = await db
            .Users.Include(x => x.Memberships)
                .ThenInclude(x => x.Organisation)
            .SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        return account?.SecurityStamp == cookie!.FindFirstValue(Stamp) ? account : null;
    }
}
