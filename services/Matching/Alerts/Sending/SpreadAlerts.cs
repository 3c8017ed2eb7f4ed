using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.SavedSearches;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>Writes with new alerts what is to be sent of them: at once, one message for each channel; the others wait for the digest.</summary>
internal static class SpreadAlerts
{
    /// <param name="tellOf">When the saved search of an alert is told.</param>
    /// <param name="bulk">Listings that came with an import: they are told with the digest.</param>
    /// <returns>True when something is to be sent at once.</returns>
    public static async Task<bool> AddAsync(
        MatchingDbContext db,
        IReadOnlyList<Alert> alerts,
        IReadOnlyDictionary<Guid, Tell> tellOf,
        IReadOnlySet<Guid> bulk,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var organisations = alerts.Select(x => x.OrganisationId).Distinct().ToList();
        var channels = await db.AlertChannels.AsNoTracking().Where(x => organisations.Contains(x.OrganisationId)).ToListAsync(cancellationToken);
        if (channels.Count == 0)
            return false;
        var matches = await db
            .AlertReaders.AsNoTracking()
            .Where(x => organisations.Contains(x.OrganisationId))
            .ToDictionaryAsync(x => (x.Subject, x.OrganisationId), x => (x.Matches, x.FromLevel), cancellationToken);
        var sends = false;
        foreach (var channel in channels)
        {
            var (tellMatches, fromLevel) = matches.GetValueOrDefault((channel.Subject, channel.OrganisationId), (Tell.AtOnce, AlertLevels.Strong));
            var own = alerts
                .Where(x => x.OrganisationId == channel.OrganisationId && (x.Subject == channel.Subject || x.Subject == Alert.Everybody))
                .Where(x => x.Kind == AlertKind.Search || x.Level >= fromLevel)
                .ToLookup(x =>
                    (x.Kind == AlertKind.Search ? tellOf[x.CauseId] : tellMatches) is var tell && tell == Tell.AtOnce && bulk.Contains(x.ListingId)
                        ? Tell.Daily
                        : tell
                );
            db.DigestItems.AddRange(
                own[Tell.Daily]
                    .Select(x => new DigestItem
                    {
                        ChannelId = channel.Id,
                        AlertId = x.Id,
                        At = now,
                    })
            );
            if (!own[Tell.AtOnce].Any())
                continue;
            db.AlertDeliveries.Add(Delivery.Of(channel.Id, DeliveryKind.Alert, own[Tell.AtOnce].Select(x => x.Id), now));
            sends = true;
        }
        return sends;
    }
}
