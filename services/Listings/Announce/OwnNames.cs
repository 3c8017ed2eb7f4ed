using Microsoft.EntityFrameworkCore;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Listings.Announce;

/// <summary>Organisations known by name only, which imports brought: an Identity that was restored does not know the younger ones any more.</summary>
internal sealed class OwnNames<TContent>(ListingsDbContext<TContent> db) : IOwn
    where TContent : ListingContent
{
    private IQueryable<OrganisationRow> Named => db.Organisations.AsNoTracking().Where(x => x.IsPlaceholder);

    public Task<int> CountAsync(CancellationToken cancellationToken) => Named.CountAsync(cancellationToken);

    public async Task<IReadOnlyList<IIntegrationEvent>> TellAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        (await Named.Where(x => x.Id > after).OrderBy(x => x.Id).Take(limit).ToListAsync(cancellationToken)).ConvertAll(x => new OrganisationNamed(
            x.Id,
            1,
            x.Name,
            x.CreditCode,
            x.Region
        ));

    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) => Named.Select(x => new Entry(x.Id, 1, true)).AsAsyncEnumerable();
}
