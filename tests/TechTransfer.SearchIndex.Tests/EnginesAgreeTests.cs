using TechTransfer.Matching.Index;
using TechTransfer.Matching.Index.Lucene;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>Both engines hold the same invented corpus and are asked the same: they find the same listings, in the same order, with the same scores.</summary>
public sealed class EnginesAgreeTests : IAsyncLifetime
{
    private const int Listings = 600;
    private const int Words = 400;
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private readonly string folder = Directory.CreateTempSubdirectory("techtransfer-index-").FullName;
    private readonly Random random = new(20261125);
    private readonly RealElasticsearch server = new();
    private readonly Guid[] organisations = [.. Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7())];
    private LuceneSearchIndex lucene = null!;
    private ISearchIndex elasticsearch = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealElasticsearch.Setting is null, RealElasticsearch.Absent);
        (lucene, elasticsearch) = (new(folder), server.NewIndex());
        var writes = Enumerable.Range(0, Listings).Select(_ => new IndexWrite(Guid.CreateVersion7(), 1, Document())).ToList();
        foreach (var engine in new[] { lucene, elasticsearch })
        {
            await engine.OpenAsync(Stop);
            (await engine.WriteAsync(writes, Stop)).ShouldBeEmpty();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lucene?.Dispose();
        Directory.Delete(folder, recursive: true);
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Searches_find_the_same_in_the_same_order()
    {
        for (var i = 0; i < 60; i++)
        {
            var request = new SearchRequest(
                [.. Enumerable.Range(0, i % 4).Select(_ => new QueryGroup([.. Terms(1 + random.Next(4))]))],
                i % 5 == 0 ? new(ListingKind.Achievement, ["220000"], Trls: [3, 7]) : new(),
                (SearchSort)(i % 3),
                null,
                25,
                WithFacets: true,
                Now
            );
            var (one, other) = (await lucene.SearchAsync(request, Stop), await elasticsearch.SearchAsync(request, Stop));
            other.Total.ShouldBe(one.Total);
            other.Hits.Select(x => (x.Id, x.Version)).ShouldBe(one.Hits.Select(x => (x.Id, x.Version)), $"search {i}");
            foreach (var (facet, counts) in one.Facets)
                other.Facets[facet].ShouldBe(counts, $"{facet} of search {i}");
            if (one.Next is not null)
                (await elasticsearch.SearchAsync(request with { After = other.Next }, Stop))
                    .Hits.Select(x => x.Id)
                    .ShouldBe((await lucene.SearchAsync(request with { After = one.Next }, Stop)).Hits.Select(x => x.Id));
            foreach (var (a, b) in one.Hits.Zip(other.Hits))
                b.Score.ShouldBe(a.Score, Math.Max(1e-3, a.Score * 1e-5));
        }
    }

    [Fact]
    public async Task Candidates_are_the_same_in_the_same_order()
    {
        for (var i = 0; i < 60; i++)
        {
            var request = new CandidateRequest(
                (ListingKind)(i % 2),
                new([.. Terms(40)]),
                i % 3 == 0 ? null : Vector(),
                organisations[i % organisations.Length],
                new HashSet<Guid>(),
                60,
                Now
            );
            var (one, other) = (await lucene.FindCandidatesAsync(request, Stop), await elasticsearch.FindCandidatesAsync(request, Stop));
            other.Select(x => x.Id).ShouldBe(one.Select(x => x.Id), $"candidates {i}");
            foreach (var (a, b) in one.Zip(other))
            {
                b.Score.ShouldBe(a.Score, Math.Max(1e-3, a.Score * 1e-5));
                (b.Cosine ?? 0).ShouldBe(a.Cosine ?? 0, 1e-5);
            }
        }
    }

    private IEnumerable<QueryTerm> Terms(int count) =>
        Enumerable.Range(0, count).Select(_ => new QueryTerm((TextField)random.Next(4), Word(), 0.5f + random.Next(4)));

    /// <summary>Few words are frequent and most are rare; some have blanks inside.</summary>
    private string Word()
    {
        var rank = (int)(Words * Math.Pow(random.NextDouble(), 3));
        return rank % 10 == 0 ? $"=word {rank}" : $"词{rank}";
    }

    private float[] Vector()
    {
        var raw = Enumerable.Range(0, 16).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var length = MathF.Sqrt(raw.Sum(x => x * x));
        return [.. raw.Select(x => x / length)];
    }

    private IndexDocument Document() =>
        new(
            (ListingKind)random.Next(2),
            organisations[random.Next(organisations.Length)],
            Enum.GetValues<TextField>()
                .ToDictionary(x => x, IReadOnlyList<string> (_) => [.. Enumerable.Range(0, 3 + random.Next(200)).Select(_ => Word())]),
            random.Next(3) == 0 ? "110101" : $"2201{random.Next(1, 9):00}",
            random.Next(4) == 0 ? null : $"C34{random.Next(10, 99)}",
            random.Next(2) == 0 ? "新材料" : null,
            random.Next(1, 10),
            random.Next(2) == 0 ? ["licence", "joint"] : [],
            [],
            false,
            Now.AddMinutes(-random.Next(100_000)),
            random.Next(5) == 0 ? null : Now.AddMinutes(random.Next(-2_000, 100_000)),
            null,
            random.Next(10) == 0 ? null : Vector()
        );
}
