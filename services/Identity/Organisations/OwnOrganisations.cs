using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Identity.Organisations;

/// <summary>Every organisation, closed ones included.</summary>
internal sealed class OwnOrganisations(IdentityDbContext db) : IOwn
{
    private IQueryable<Organisation> Told => db.Organisations.AsNoTracking().Where(x => x.Version > 0);

    public Task<int> CountAsync(CancellationToken cancellationToken) => Told.CountAsync(cancellationToken);

    public async Task<IReadOnlyList<IIntegrationEvent>> TellAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        (await Told.Where(x => x.Id > after).OrderBy(x => x.Id).Take(limit).ToListAsync(cancellationToken)).ConvertAll(x => x.PublicState());

    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        Told.Select(x => new Entry(x.Id, x.Version, x.State != OrganisationState.Closed)).AsAsyncEnumerable();
}
