using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Reminding;

/// <summary>Keeps what services count in the morning until the mails of the day are written.</summary>
internal sealed class KeepWork(IdentityDbContext db) : IApply<WorkWaits>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<WorkWaits>> deliveries, CancellationToken cancellationToken)
    {
        var places = deliveries.Select(x => PlaceOf(x.Event)).Distinct(StringComparer.Ordinal).ToList();
        var kept = (await db.WaitingWork.Where(x => places.Contains(x.Place)).ToListAsync(cancellationToken)).ToDictionary(x =>
            (x.Service, x.Place, x.Kind)
        );
        foreach (var counted in deliveries.Select(x => x.Event))
        foreach (var work in counted.Work)
        {
            var key = (counted.Service, PlaceOf(counted), work.Kind);
            if (!kept.TryGetValue(key, out var row))
                db.WaitingWork.Add(
                    kept[key] = new WaitingRow
                    {
                        Service = key.Service,
                        Place = key.Item2,
                        Kind = work.Kind,
                        Day = counted.Day,
                        Role = work.Role,
                        Count = work.Count,
                        Since = work.Since,
                    }
                );
            else if (counted.Day >= row.Day)
                (row.Day, row.Role, row.Count, row.Since) = (counted.Day, work.Role, work.Count, work.Since);
        }
    }

    private static string PlaceOf(WorkWaits counted) => counted.OrganisationId?.ToString("D") ?? counted.Region ?? "";
}
