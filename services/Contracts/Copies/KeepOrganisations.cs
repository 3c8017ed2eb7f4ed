using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Copies;

internal sealed class KeepOrganisations(ContractsDbContext db) : IApply<OrganisationChanged>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<OrganisationChanged>> deliveries, CancellationToken cancellationToken)
    {
        var ids = deliveries.Select(x => x.Event.OrganisationId).Distinct().ToArray();
        var known = await db.Organisations.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        foreach (var delivery in deliveries)
        {
            var changed = delivery.Event;
            if (!known.TryGetValue(changed.OrganisationId, out var copy))
            {
                known[changed.OrganisationId] = copy = new OrganisationCopy { Id = changed.OrganisationId, Version = 0 };
                db.Organisations.Add(copy);
            }
            if (!delivery.IsNewsTo(copy.Version))
            {
                delivery.Superseded();
                continue;
            }
            copy.Name = changed.Name;
            copy.CreditCode = changed.CreditCode;
            copy.Region = changed.Region;
            copy.State = changed.State;
            copy.Version = delivery.Stamp;
        }
    }
}
