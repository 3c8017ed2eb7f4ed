using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Listings;

/// <summary>Keeps the names of organisations, so that results and facets show today's name and not the one a listing was published under.</summary>
internal sealed class ApplyOrganisations(MatchingDbContext db) : IApply<OrganisationChanged>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<OrganisationChanged>> deliveries, CancellationToken cancellationToken)
    {
        var ids = deliveries.Select(x => x.Event.OrganisationId).Distinct().ToList();
        var copies = await db.Organisations.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        foreach (var delivery in deliveries)
        {
            var changed = delivery.Event;
            if (!copies.TryGetValue(changed.OrganisationId, out var copy))
            {
                copy = new OrganisationCopy
                {
                    Id = changed.OrganisationId,
                    Version = 0,
                    Name = changed.Name,
                    Region = changed.Region,
                    State = changed.State,
                };
                copies.Add(copy.Id, copy);
                db.Organisations.Add(copy);
            }
            if (!delivery.IsNewsTo(copy.Version))
            {
                delivery.Superseded();
                continue;
            }
            (copy.Version, copy.Name, copy.NameEn) = (delivery.Stamp, changed.Name, changed.NameEn);
            (copy.Region, copy.State) = (changed.Region, changed.State);
        }
    }
}
