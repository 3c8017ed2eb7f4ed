using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Desk;

namespace TechTransfer.Gateway.Web.Home;

public sealed partial class HomePage
{
    private static readonly string[] Scripts = ["_content/TechTransfer.Gateway.Web/search.js"];
    private long _achievements;
    private long _demands;
    private Figures? _figures;
    private Hit? _demand;
    private Match? _match;
    private IReadOnlyList<Hit> _newAchievements = [];
    private IReadOnlyList<Hit> _newDemands = [];
    private IReadOnlyList<Hit> _closing = [];
    private IReadOnlyList<RegionCount> _regions = [];
    private Waiting? _today;

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private CancellationToken Cancelled => Http.RequestAborted;

    /// <summary>Each part stands for itself: a service that is away leaves a gap, not an error.</summary>
    protected override async Task OnInitializedAsync()
    {
        if (await Visitor.PersonAsync(Cancelled) is { } person)
            _today = await Today.ReadAsync(person, Cancelled);
        var figures = Door.FindAsync<Figures>("/api/figures", Cancelled);
        var achievements = Door.FindAsync<SearchAnswer>("/api/search?kind=achievement&sort=newest&limit=4", Cancelled);
        var demands = Door.FindAsync<SearchAnswer>("/api/search?kind=demand&sort=newest&limit=4", Cancelled);
        var closing = Door.FindAsync<SearchAnswer>("/api/search?kind=demand&sort=closing&limit=4", Cancelled);
        _figures = await figures;
        var (a, d) = (await achievements, await demands);
        (_achievements, _newAchievements) = (a?.Total ?? 0, a?.Items ?? []);
        (_demands, _newDemands) = (d?.Total ?? 0, d?.Items ?? []);
        _closing = (await closing)?.Items.Where(x => x.ValidUntil is not null).ToList() ?? [];
        _regions = RegionCount.Of(Places(a), Places(d));
        await FindMatchAsync([.. _newDemands.Concat(_closing).DistinctBy(x => x.Id)]);
    }

    /// <summary>The best pair of the newest needs, with its reasons.</summary>
    private async Task FindMatchAsync(IReadOnlyList<Hit> demands)
    {
        var answers = await Task.WhenAll(
            demands.Select(async x =>
                (Demand: x, Best: (await Door.FindAsync<MatchAnswer>($"/api/matches?demand={x.Id}&limit=1", Cancelled))?.Items.FirstOrDefault())
            )
        );
        var best = answers.Where(x => x.Best?.Listing is not null && x.Best.Level >= 3).OrderByDescending(x => x.Best!.Score).FirstOrDefault();
        if (best.Best is null)
            return;
        (_demand, _match) = best;
        var pair = await Door.FindAsync<MatchAnswer>($"/api/matches?demand={_demand.Id}&achievement={_match.Listing!.Id}", Cancelled);
        if (pair?.Items.FirstOrDefault() is { } whole)
            _match = _match with { Rows = whole.Rows };
    }

    private static IReadOnlyList<Facet> Places(SearchAnswer? answer) => answer?.Facets?.GetValueOrDefault("region") ?? [];
}

/// <summary>A city with how many of each kind are in it.</summary>
public sealed record RegionCount(string Code, string Label, long Achievements, long Demands)
{
    public static IReadOnlyList<RegionCount> Of(IReadOnlyList<Facet> achievements, IReadOnlyList<Facet> demands) =>
        [
            .. achievements
                .Select(x => (x, true))
                .Concat(demands.Select(x => (x, false)))
                .Where(x => x.x.Code.EndsWith("00", StringComparison.Ordinal) && !x.x.Code.EndsWith("0000", StringComparison.Ordinal))
                .GroupBy(x => x.x.Code)
                .Select(x => new RegionCount(
                    x.Key,
                    x.First().x.Label ?? x.Key,
                    x.Where(y => y.Item2).Sum(y => y.x.Count),
                    x.Where(y => !y.Item2).Sum(y => y.x.Count)
                ))
                .OrderByDescending(x => x.Achievements + x.Demands)
                .Take(12),
        ];
}
