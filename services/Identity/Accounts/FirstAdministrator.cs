using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using TechTransfer.Hosting;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// The one-time step of a new installation: <c>--create-administrator EMAIL --region CODE</c> makes the organisation that runs the platform and its
/// first administrator, and prints his password once. It refuses where an administrator exists, so leaving it in a start script opens nothing.
/// </summary>
internal sealed class FirstAdministrator(IdentityDbContext db, UserManager<Account> users, IConfiguration configuration, TimeProvider time)
{
    /// <summary>Without 0, O, 1, l and the like: the password is read from a screen and typed.</summary>
    private const string PasswordCharacters = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <returns>The password; null when the step was not asked for.</returns>
    /// <exception cref="WrongSettingException">There is an administrator, or e-mail or region are none.</exception>
    public async Task<string?> CreateAsync(CancellationToken cancellationToken)
    {
        if (configuration["create-administrator"] is not { Length: > 0 } email)
            return null;
        var region = configuration["region"];
        if (!Places.Exists(region))
            throw new WrongSettingException(
                "--create-administrator also needs --region with the six-digit division code that the platform serves, like 220000."
            );
        // Roles are a list in one column; an administrator is rare enough to look at all.
        if ((await db.Memberships.Select(x => x.Roles).ToListAsync(cancellationToken)).Exists(x => x.Contains(Roles.Administrator)))
            throw new WrongSettingException("There is an administrator already; start without --create-administrator.");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var organisation = Operator(region);
        organisation.Announce(db);
        db.Organisations.Add(organisation);
        var account = new Account
        {
            Id = Guid.CreateVersion7(),
            Name = email,
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            CreatedAt = time.GetUtcNow(),
        };
        account.Memberships.Add(
            new Membership
            {
                AccountId = account.Id,
                OrganisationId = organisation.Id,
                Roles = [Roles.Member, Roles.Manager, Roles.Operator, Roles.Administrator],
                Since = time.GetUtcNow(),
            }
        );
        var password = RandomNumberGenerator.GetString(PasswordCharacters, 20);
        var created = await users.CreateAsync(account, password);
        if (!created.Succeeded)
            throw new WrongSettingException("The administrator was not made: " + string.Join(" ", created.Errors.Select(x => x.Description)));
        await transaction.CommitAsync(cancellationToken);
        return password;
    }

    private Organisation Operator(string region) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Name = configuration["Site:Operator"] ?? Places.Find(region)!.Name + "技术转移平台运营机构",
            NameEn = configuration["Site:OperatorEn"],
            Kind = OrganisationKind.Authority,
            Region = region,
            State = OrganisationState.Verified,
            CreatedAt = time.GetUtcNow(),
        };
}
