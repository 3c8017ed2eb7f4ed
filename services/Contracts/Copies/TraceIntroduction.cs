using AutoMapper;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Introducing;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Copies;

/// <summary>
/// Matching says that the pair of an introduction had a stored match. The introduction and whatever has come of it by now get the match in their
/// lineage, and its channel where nobody named another.
/// </summary>
internal sealed class TraceIntroduction(ContractsDbContext db, IMapper mapper, TimeProvider time) : IApply<IntroductionTraced>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<IntroductionTraced>> deliveries, CancellationToken cancellationToken)
    {
        foreach (var delivery in deliveries)
        {
            var traced = delivery.Event;
            var introduction = await db.Introductions.FirstOrDefaultAsync(x => x.Id == traced.IntroductionId, cancellationToken);
            if (introduction is null || introduction.MatchId == traced.MatchId)
            {
                delivery.Superseded();
                continue;
            }
            var channel = introduction.ChannelDefaulted && introduction.Channel == Channel.Search ? Channel.Match : introduction.Channel;
            Trace(introduction, traced.MatchId, channel);
            db.Record(introduction.Id, time.GetUtcNow(), null, Happening.MatchTraced, Code.Of(channel));
            db.Enqueue(mapper.Map<IntroductionChanged>(introduction));
            if (await db.Deals.FirstOrDefaultAsync(x => x.IntroductionId == introduction.Id, cancellationToken) is { } deal)
            {
                Trace(deal, traced.MatchId, channel);
                db.Enqueue(mapper.Map<DealChanged>(deal));
            }
            foreach (
                var contract in await db.Contracts.AsSingleQuery().Where(x => x.IntroductionId == introduction.Id).ToListAsync(cancellationToken)
            )
            {
                Trace(contract, traced.MatchId, contract.Channel == Channel.Offline ? Channel.Offline : channel);
                db.Enqueue(mapper.Map<ContractChanged>(contract));
            }
        }
    }

    private static void Trace(Pairing row, Guid match, Channel channel)
    {
        (row.MatchId, row.Channel) = (match, channel);
        row.Revision++;
    }
}
