using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.OwnData;

/// <summary>A person's account is erased: in audit trail, versions and imports, and for requests and the view log, the pseudonym takes the place of the name. Again it finds nothing more.</summary>
internal sealed class EraseOwnData<TContent>(ListingsDbContext<TContent> db) : IApply<AccountErased>
    where TContent : ListingContent
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<AccountErased>> deliveries, CancellationToken cancellationToken)
    {
        foreach (var erased in deliveries.Select(x => x.Event))
            await EraseAsync(erased.AccountId.ToString(), erased.Pseudonym, cancellationToken);
    }

    private async Task EraseAsync(string subject, string pseudonym, CancellationToken cancellationToken)
    {
        var his = db.Audit.Where(x => x.Subject == subject);
        // A version says its author's name alone; it was written at the moment, and in the transaction, of the record that names the account.
        await db
            .Versions.Where(x => his.Any(act => act.ListingId == x.ListingId && act.At == x.At))
            .ExecuteUpdateAsync(x => x.SetProperty(row => row.By, pseudonym), cancellationToken);
        await db
            .Listings.Where(x => his.Any(act => act.ListingId == x.Id && act.At == x.VersionAt))
            .ExecuteUpdateAsync(x => x.SetProperty(row => row.VersionBy, pseudonym), cancellationToken);
        await his.ExecuteUpdateAsync(x => x.SetProperty(row => row.By, pseudonym), cancellationToken);
        await db.Imports.Where(x => x.Subject == subject).ExecuteUpdateAsync(x => x.SetProperty(row => row.By, pseudonym), cancellationToken);
        await db.People.Where(x => x.Subject == subject).ExecuteUpdateAsync(x => x.SetProperty(row => row.Name, pseudonym), cancellationToken);
        await db.ForgetAnswersAsync(subject, cancellationToken);
    }
}
