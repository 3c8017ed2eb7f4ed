using AutoMapper;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Introducing;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Contracts.Announce;

/// <summary>
/// Requested introductions of which no match is known: Matching, which keeps nothing of them, answers again when it has one. The answer may have come after the backup
/// that this store was restored from.
/// </summary>
internal sealed class OwnRequests(ContractsDbContext db, IMapper mapper) : IOwn
{
    private IQueryable<Introduction> Told => db.Introductions.AsNoTracking().Where(x => x.State == IntroductionState.Requested && x.MatchId == null);

    public Task<int> CountAsync(CancellationToken cancellationToken) => Told.CountAsync(cancellationToken);

    public async Task<IReadOnlyList<IIntegrationEvent>> TellAsync(Guid after, int limit, CancellationToken cancellationToken) =>
        (await Told.Where(x => x.Id > after).OrderBy(x => x.Id).Take(limit).ToListAsync(cancellationToken)).ConvertAll(
            mapper.Map<IntroductionChanged>
        );

    public IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken) =>
        Told.Select(x => new Entry(x.Id, x.Revision, true)).AsAsyncEnumerable();
}
