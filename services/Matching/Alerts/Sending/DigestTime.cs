using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>Digests are of every morning at eight, China time, which has one offset all year.</summary>
internal static class DigestTime
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(8);

    /// <summary>The last time a digest was due: what came before it is to be sent.</summary>
    public static DateTimeOffset Last(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.ToOffset(China).Date, China) + Hour;
        return (today <= now ? today : today.AddDays(-1)).ToUniversalTime();
    }

    /// <summary>One message for each channel with all that is due; it takes the place of the items in one transaction.</summary>
    public static async Task MakeAsync(MatchingDbContext db, IQueryable<DigestItem> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var channel in await due.Select(x => x.ChannelId).Distinct().ToListAsync(cancellationToken))
        {
            var items = await due.Where(x => x.ChannelId == channel).ToListAsync(cancellationToken);
            db.AlertDeliveries.Add(Delivery.Of(channel, DeliveryKind.Digest, items.Select(x => x.AlertId).Order(), now));
            db.DigestItems.RemoveRange(items);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }
    }
}
