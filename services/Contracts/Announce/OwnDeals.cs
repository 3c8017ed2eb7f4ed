using AutoMapper;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Dealing;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Contracts.Announce;

/// <summary>Deals as the owners of listings keep them: a deal about a listing of each kind is told to both.</summary>
internal abstract class OwnDeals(ContractsDbContext db, IMapper mapper) : IOwn
{
    private IQueryable<Deal> Told => About(db.Deals.AsNoTracking());

    public Task<int> CountAsync(CancellationToken cancellationToken) => Told.CountAsync(cancellationToken);

    public async Task<IReadOnlyList<IIntegrationEvent>> TellAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        (await Told.Where(x => x.Id > after).OrderBy(x => x.Id).Take(limit).ToListAsync(cancellationToken)).ConvertAll(mapper.Map<DealChanged>);

    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        Told.Select(x => new Entry(x.Id, x.Revision, x.Stage != DealStage.Dropped)).AsAsyncEnumerable();

    protected abstract IQueryable<Deal> About(IQueryable<Deal> deals);
}

internal sealed class OwnDealsOnAchievements(ContractsDbContext db, IMapper mapper) : OwnDeals(db, mapper)
{
    protected override IQueryable<Deal> About(IQueryable<Deal> deals) => deals.Where(x => x.AchievementId != null);
}

internal sealed class OwnDealsOnDemands(ContractsDbContext db, IMapper mapper) : OwnDeals(db, mapper)
{
    protected override IQueryable<Deal> About(IQueryable<Deal> deals) => deals.Where(x => x.DemandId != null);
}
