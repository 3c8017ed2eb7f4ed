using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.SavedSearches;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.OwnData;

/// <summary>
/// A person's account is erased: favourites, saved searches, alerts and the addresses they go to are taken away. What he answered to matches is his organisation's and
/// names the account's id alone.
/// </summary>
internal sealed class EraseOwnData(MatchingDbContext db) : IApply<AccountErased>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<AccountErased>> deliveries, CancellationToken cancellationToken)
    {
        foreach (var subject in deliveries.Select(x => x.Event.AccountId.ToString()).Distinct(StringComparer.Ordinal))
            await EraseAsync(subject, cancellationToken);
    }

    private async Task EraseAsync(string subject, CancellationToken cancellationToken)
    {
        await db.Favourites.Where(x => x.Subject == subject).ExecuteDeleteAsync(cancellationToken);
        var channels = db.AlertChannels.Where(x => x.Subject == subject);
        await db.AlertDeliveries.Where(x => channels.Any(channel => channel.Id == x.ChannelId)).ExecuteDeleteAsync(cancellationToken);
        await db.DigestItems.Where(x => channels.Any(channel => channel.Id == x.ChannelId)).ExecuteDeleteAsync(cancellationToken);
        await channels.ExecuteDeleteAsync(cancellationToken);
        await db.Alerts.Where(x => x.Subject == subject).ExecuteDeleteAsync(cancellationToken);
        await db.AlertReaders.Where(x => x.Subject == subject).ExecuteDeleteAsync(cancellationToken);
        var searches = await db.SavedSearches.Where(x => x.Subject == subject).Select(x => x.Id).ToListAsync(cancellationToken);
        if (searches.Count == 0)
            return;
        await db.SavedSearches.Where(x => searches.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
        await db.NoteAsync(searches, cancellationToken);
    }
}
