using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Figures;

/// <summary>GET /api/figures: how introductions became contracts, by channel. Public; counts and sums only.</summary>
internal static class GetFigures
{
    /// <param name="Contracts">Signed ones, and those concluded elsewhere that the other side confirmed.</param>
    /// <param name="TracedToMatch">How many of the contracts trace back to a match: the headline figure.</param>
    internal sealed record Answer(
        int Introductions,
        int Deals,
        int Contracts,
        Money Value,
        IReadOnlyList<ChannelFigures> ByChannel,
        int TracedToMatch
    );

    internal sealed record ChannelFigures(Channel Channel, int Introductions, int Deals, int Contracts, Money Value);

    public static void MapGetFigures(this IEndpointRouteBuilder routes) => routes.MapGet("/api/figures", HandleAsync).WithName("GetFigures");

    /// <param name="region">Either side in its subtree.</param>
    /// <param name="from">First day; introductions and deals by their beginning, contracts by their signing.</param>
    /// <param name="to">Last day.</param>
    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        ContractsDbContext db,
        CancellationToken cancellationToken,
        string? region = null,
        string? from = null,
        string? to = null
    )
    {
        var errors = new FieldErrors();
        var first = Day.Read("from", from, errors);
        var last = Day.Read("to", to, errors);
        if (region is not null && (region.Length != 6 || !region.All(char.IsAsciiDigit)))
            errors.Add("region", "A six-digit division code.");
        if (errors.Any)
            return errors.ToProblem();
        var begin = first is { } day ? WorkingCalendar.StartOf(day) : DateTimeOffset.MinValue;
        var end = last is { } final ? WorkingCalendar.StartOf(final.AddDays(1)) : DateTimeOffset.MaxValue;
        var introductions = await In(db.Introductions, region)
            .Where(x => x.CreatedAt >= begin && x.CreatedAt < end)
            .GroupBy(x => x.Channel)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
        var deals = await In(db.Deals, region)
            .Where(x => x.CreatedAt >= begin && x.CreatedAt < end)
            .GroupBy(x => x.Channel)
            .Select(x => new { x.Key, Count = x.Count() })
            .ToDictionaryAsync(x => x.Key, x => x.Count, cancellationToken);
        var signed = In(db.Contracts, region).Where(x => x.State == ContractState.Signed && x.SignedAt >= begin && x.SignedAt < end);
        var contracts = await signed
            .GroupBy(x => x.Channel)
            .Select(x => new
            {
                x.Key,
                Count = x.Count(),
                Fen = x.Sum(y => y.ValueFen ?? 0),
            })
            .ToDictionaryAsync(x => x.Key, x => (x.Count, x.Fen), cancellationToken);
        return TypedResults.Ok(
            new Answer(
                introductions.Values.Sum(),
                deals.Values.Sum(),
                contracts.Values.Sum(x => x.Count),
                new Money(contracts.Values.Sum(x => x.Fen)),
                [
                    .. Enum.GetValues<Channel>()
                        .Select(channel => new ChannelFigures(
                            channel,
                            introductions.GetValueOrDefault(channel),
                            deals.GetValueOrDefault(channel),
                            contracts.GetValueOrDefault(channel).Count,
                            new Money(contracts.GetValueOrDefault(channel).Fen)
                        )),
                ],
                await signed.CountAsync(x => x.MatchId != null, cancellationToken)
            )
        );
    }

    private static IQueryable<T> In<T>(IQueryable<T> rows, string? region)
        where T : Pairing
    {
        if (region is null)
            return rows;
        var prefix = RegionCode.Prefix(region);
        return rows.Where(x => x.DemandSideRegion.StartsWith(prefix) || x.AchievementSideRegion.StartsWith(prefix));
    }
}
