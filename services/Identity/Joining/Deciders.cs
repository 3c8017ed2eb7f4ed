using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Joining;

/// <summary>The people who decide about an organisation: its managers, or the operators who look after its region.</summary>
internal static class Deciders
{
    public static IQueryable<Membership> ManagersOf(this IdentityDbContext db, Guid organisation) =>
        db.Memberships.Where(x => x.OrganisationId == organisation && x.Roles.Contains(Roles.Manager));

    public static Task<List<string>> ManagerAddressesAsync(this IdentityDbContext db, Guid organisation, CancellationToken cancellationToken) =>
        db.Users.Where(x => db.ManagersOf(organisation).Any(m => m.AccountId == x.Id)).Select(x => x.Email!).ToListAsync(cancellationToken);

    /// <summary>The addresses of the operators nearest to the region: those of its county, else of its city, else of its province; never of the organisation itself.</summary>
    public static async Task<List<string>> OperatorAddressesAsync(
        this IdentityDbContext db,
        string region,
        Guid organisation,
        CancellationToken cancellationToken
    )
    {
        // Operators are few; a region covers another by its digits, which no query needs to know.
        var operators = await db
            .Memberships.AsNoTracking()
            .Where(x => x.OrganisationId != organisation && x.Organisation!.State == OrganisationState.Verified && x.Roles.Contains(Roles.Operator))
            .Join(db.Users, x => x.AccountId, x => x.Id, (x, account) => new { x.Organisation!.Region, account.Email })
            .ToListAsync(cancellationToken);
        return operators
                .Where(x => RegionCode.Covers(x.Region, region))
                .GroupBy(x => RegionCode.Prefix(x.Region).Length, x => x.Email!)
                .MaxBy(x => x.Key)
                ?.Distinct(StringComparer.Ordinal)
                .ToList()
            ?? [];
    }
}
