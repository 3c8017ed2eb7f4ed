using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Alerts;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Ranking;
using TechTransfer.Matching.SavedSearches;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>The alerts of a publication are what running each of 10,000 saved searches forwards finds.</summary>
public sealed class ForwardsAndBackwardsTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private const int Searches = 10_000;
    private static readonly Random Random = new(20261126);

    private static readonly string[] Words =
    [
        "碳化硅",
        "外延",
        "功率器件",
        "弹性体",
        "石墨烯",
        "导热膜",
        "激光熔覆",
        "机器人",
        "减速器",
        "轴承",
        "玉米",
        "秸秆",
        "发酵",
        "益生菌",
        "人参皂苷",
        "催化剂",
        "加氢",
        "膜分离",
        "污水处理",
        "传感器",
        "MEMS",
        "lithium battery",
        "carbon fibre",
        "SiC",
        "LiFePO4",
        "高温合金",
        "深度学习",
        "缺陷检测",
        "半导体",
        "汽车",
        "电池",
        "新能源汽车",
        "钙钛矿",
        "太阳能电池",
        "3D打印",
        "聚醚醚酮",
        "PEEK",
        "疫苗",
        "单克隆抗体",
        "卫星",
    ];

    private static readonly string[] Regions = ["220000", "220100", "220104", "220200", "110000"];
    private static readonly string[] Industries = ["C26", "C2659", "C", "C34", "A"];
    private static readonly string[] Fields = ["新材料", "生物医药"];

    [Fact]
    public async Task Alerts_are_what_the_searches_find()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var scope = world.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        var (tools, _) = await scope.ServiceProvider.GetRequiredService<Generations>().GetAsync(cancel);
        var saved = new Dictionary<Guid, (string Text, SearchFilter Filter)>();
        while (saved.Count < Searches)
        {
            var (text, filter) = (Random.Next(10) == 0 ? "" : string.Join(' ', Some(Words, 3)), Filter());
            var rule = SearchRule.Of(tools.Analyzer, text, filter);
            if (rule.IsEmpty)
                continue;
            var id = Guid.CreateVersion7();
            saved.Add(id, (text, filter));
            db.SavedSearches.Add(
                new SavedSearch
                {
                    Id = id,
                    Subject = "everybody",
                    OrganisationId = MatchingWorld.Stranger,
                    Name = "x",
                    Text = text,
                    Tell = Tell.Inbox,
                    Since = DateTimeOffset.UtcNow.AddHours(-1),
                    CreatedAt = DateTimeOffset.UtcNow,
                    Rule = rule.Write(),
                    Analyser = Analyzer.Version,
                }
            );
        }
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            await db.NoteAsync([.. saved.Keys], cancel);
            await db.SaveChangesAsync(cancel);
            await transaction.CommitAsync(cancel);
        }
        await world.AnnounceAsync([
            .. Enumerable
                .Range(0, 12)
                .Select(_ => MatchingWorld.Achievement(string.Join("", Some(Words, 4)), string.Join("与", Some(Words, 8)) + "的制备。")),
            .. Enumerable.Range(0, 8).Select(_ => MatchingWorld.Demand(string.Join("", Some(Words, 4)), "需要" + string.Join("，", Some(Words, 8)))),
        ]);
        // Thousands of alerts are written.
        await world.SettledAsync(TimeSpan.FromMinutes(3));

        var told = db
            .Alerts.Where(x => x.Kind == AlertKind.Search)
            .Select(x => new { x.CauseId, x.ListingId })
            .AsEnumerable()
            .Select(x => (x.CauseId, x.ListingId))
            .ToHashSet();
        var index = scope.ServiceProvider.GetRequiredService<ISearchIndex>();
        var hits = new ConcurrentBag<(Guid, Guid)>();
        await Parallel.ForEachAsync(
            saved,
            cancel,
            async (one, cancelled) =>
            {
                var request = new SearchRequest(
                    SearchQuery.Groups(tools.Analyzer, one.Value.Text),
                    one.Value.Filter,
                    SearchSort.Newest,
                    null,
                    100,
                    WithFacets: false,
                    DateTimeOffset.UtcNow,
                    EveryWord: true
                );
                foreach (var hit in (await index.SearchAsync(request, cancelled)).Hits)
                    hits.Add((one.Key, hit.Id));
            }
        );
        var found = hits.ToHashSet();
        found.Count.ShouldBeGreaterThan(Searches / 20, "a search that finds nothing proves nothing");
        found.Except(told).ShouldBeEmpty("found forwards, not told");
        told.Except(found).ShouldBeEmpty("told, not found forwards");
    }

    private static SearchFilter Filter() =>
        new(
            Random.Next(3) switch
            {
                0 => ListingKind.Achievement,
                1 => ListingKind.Demand,
                _ => null,
            },
            Maybe(Regions),
            Maybe(Industries),
            Maybe(Fields),
            Random.Next(4) == 0 ? [6, 7] : null,
            Random.Next(4) == 0 ? ["joint"] : null,
            Random.Next(6) == 0 ? MatchingWorld.University : null
        );

    private static IReadOnlyList<string>? Maybe(string[] values) => Random.Next(4) == 0 ? [.. Some(values, 2)] : null;

    private static IEnumerable<string> Some(string[] values, int most) =>
        Enumerable.Range(0, Random.Next(1, most + 1)).Select(_ => values[Random.Next(values.Length)]).Distinct();
}
