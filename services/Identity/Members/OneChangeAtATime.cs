using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace TechTransfer.Identity.Members;

/// <summary>One change of an organisation's people, invitations or clients at a time, or two managers could remove each other at the same moment.</summary>
internal static class OneChangeAtATime
{
    public static Task<IDbContextTransaction> BeginChangeAsync(this IdentityDbContext db, Guid organisation, CancellationToken cancellationToken) =>
        db.BeginChangeAsync([organisation], cancellationToken);

    /// <summary>Of several at once, always in the same order, so that two changes never wait for each other.</summary>
    public static async Task<IDbContextTransaction> BeginChangeAsync(
        this IdentityDbContext db,
        IEnumerable<Guid> organisations,
        CancellationToken cancellationToken
    )
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var organisation in organisations.Order())
            // Changes nothing and holds the row until the end.
            await db
                .Organisations.Where(x => x.Id == organisation)
                .ExecuteUpdateAsync(x => x.SetProperty(y => y.Region, y => y.Region), cancellationToken);
        return transaction;
    }
}
