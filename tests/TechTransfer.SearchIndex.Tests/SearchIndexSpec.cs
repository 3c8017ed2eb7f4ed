using TechTransfer.Matching.Index;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>What every engine behind <see cref="ISearchIndex"/> does; one subclass per engine.</summary>
public abstract partial class SearchIndexSpec : IAsyncLifetime
{
    protected static readonly DateTimeOffset Now = new(2026, 11, 25, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid University = Guid.CreateVersion7();
    private static readonly Guid Company = Guid.CreateVersion7();

    protected ISearchIndex Index { get; private set; } = null!;

    protected abstract Task<ISearchIndex> NewIndexAsync();

    protected abstract ValueTask ReleaseAsync();

    public async ValueTask InitializeAsync()
    {
        Index = await NewIndexAsync();
        await Index.OpenAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await ReleaseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_written_listing_is_found_when_the_write_returns()
    {
        var id = await WriteAsync("高压 断路器");
        (await SearchAsync("断路器")).Hits.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task An_older_version_written_later_is_ignored()
    {
        var id = await WriteAsync("断路器", version: 3);
        await WriteAsync("变压器", id: id, version: 2);
        (await SearchAsync("变压器")).Hits.ShouldBeEmpty();
        (await SearchAsync("断路器")).Hits.ShouldHaveSingleItem().Version.ShouldBe(3);
    }

    [Fact]
    public async Task A_removed_listing_does_not_come_back_with_an_older_version()
    {
        var id = await WriteAsync("断路器", version: 1);
        await Index.WriteAsync([new(id, 3, null)], TestContext.Current.CancellationToken);
        await WriteAsync("断路器", id: id, version: 2);
        (await SearchAsync("断路器")).Total.ShouldBe(0);
        (await Index.CountAsync(TestContext.Current.CancellationToken)).ShouldBe(0);
        await WriteAsync("断路器", id: id, version: 4);
        (await SearchAsync("断路器")).Total.ShouldBe(1);
    }

    [Fact]
    public async Task The_newest_of_several_versions_in_one_batch_stands()
    {
        var id = Guid.CreateVersion7();
        await Index.WriteAsync([new(id, 2, Document("变压器")), new(id, 1, Document("断路器"))], TestContext.Current.CancellationToken);
        (await SearchAsync("变压器")).Total.ShouldBe(1);
        (await SearchAsync("断路器")).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Every_word_has_to_be_there_when_asked_for_as_a_word_or_as_all_of_its_pairs()
    {
        var both = await WriteAsync("断路器 高压");
        await WriteAsync("断路器 断路器");
        await WriteAsync("高压");
        var request = Request(new(), SearchSort.Relevance, null, 20, "断路器", "高压") with { EveryWord = true };
        (await Index.SearchAsync(request, TestContext.Current.CancellationToken)).Hits.ShouldHaveSingleItem().Id.ShouldBe(both);

        var pairs = new QueryGroup([
            new(TextField.TextWords, "磁悬浮", 1),
            new(TextField.TextBigrams, "磁悬", 1),
            new(TextField.TextBigrams, "悬浮", 1),
        ]);
        var tokens = Document("别的").Tokens.ToDictionary();
        tokens[TextField.TextBigrams] = ["磁悬", "悬浮"];
        var cutDifferently = Guid.CreateVersion7();
        var halfOnly = Document("别的").Tokens.ToDictionary();
        halfOnly[TextField.TextBigrams] = ["悬浮"];
        await Index.WriteAsync(
            [
                new(cutDifferently, 1, Document("别的") with { Tokens = tokens }),
                new(Guid.CreateVersion7(), 1, Document("别的") with { Tokens = halfOnly }),
            ],
            TestContext.Current.CancellationToken
        );
        (await Index.SearchAsync(request with { Groups = [pairs] }, TestContext.Current.CancellationToken))
            .Hits.ShouldHaveSingleItem()
            .Id.ShouldBe(cutDifferently);
        (await Index.SearchAsync(request with { Groups = [pairs], EveryWord = false }, TestContext.Current.CancellationToken)).Total.ShouldBe(2);
    }

    [Fact]
    public async Task Any_word_may_match_and_all_of_them_rank_above_a_better_match_of_one()
    {
        var both = await WriteAsync("断路器 很 长 的 一 个 标题 其中 也 有 高压 这个 词");
        var one = await WriteAsync("断路器 断路器 断路器");
        (await SearchAsync("断路器", "高压")).Hits.Select(hit => hit.Id).ShouldBe([both, one]);
    }

    [Fact]
    public async Task Filters_match_regions_and_industries_at_every_level()
    {
        var id = await WriteAsync("断路器", region: "220104", industry: "C3823");
        await WriteAsync("断路器", region: "110101", industry: "A0111");
        foreach (var region in (string[])["220000", "220100", "220104"])
            (await SearchAsync(new SearchFilter(Regions: [region]), "断路器")).Hits.ShouldHaveSingleItem().Id.ShouldBe(id);
        foreach (var industry in (string[])["C", "C38", "C382", "C3823"])
            (await SearchAsync(new SearchFilter(Industries: [industry]), "断路器")).Hits.ShouldHaveSingleItem().Id.ShouldBe(id);
    }

    [Fact]
    public async Task Each_facet_ignores_its_own_filter_and_keeps_the_others()
    {
        await WriteAsync("断路器", region: "220104", trl: 7);
        await WriteAsync("断路器", region: "220104", trl: 3);
        await WriteAsync("断路器", region: "110101", trl: 7);
        var page = await SearchAsync(new SearchFilter(Regions: ["220000"], Trls: [7]), "断路器");
        page.Total.ShouldBe(1);
        page.Facets["region"].ShouldContain(new FacetCount("110000", 1));
        page.Facets["region"].ShouldContain(new FacetCount("220000", 1));
        page.Facets["trl"].ShouldBe([new FacetCount("3", 1), new FacetCount("7", 1)], ignoreOrder: true);
        page.Facets["kind"].ShouldBe([new FacetCount("achievement", 1)]);
    }

    [Theory]
    [InlineData(SearchSort.Relevance)]
    [InlineData(SearchSort.Newest)]
    [InlineData(SearchSort.Closing)]
    public async Task Pages_hold_every_listing_once(SearchSort sort)
    {
        var written = new List<Guid>();
        // Many of equal score and date: the id decides.
        for (var i = 0; i < 23; i++)
            written.Add(await WriteAsync(i % 3 == 0 ? "断路器 断路器" : "断路器", publishedAt: Now.AddDays(-(i % 4))));
        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = await Index.SearchAsync(Request(new(), sort, after, 5, "断路器"), TestContext.Current.CancellationToken);
            page.Total.ShouldBe(23);
            seen.AddRange(page.Hits.Select(hit => hit.Id));
            after = page.Next;
        } while (after is not null);
        seen.ShouldBe(written, ignoreOrder: true);
    }

    [Fact]
    public async Task A_foreign_cursor_is_a_format_error() =>
        await Should.ThrowAsync<FormatException>(() =>
            Index.SearchAsync(Request(new(), SearchSort.Relevance, "MDow", 5, "断路器"), TestContext.Current.CancellationToken)
        );

    [Fact]
    public async Task An_expired_listing_is_not_found()
    {
        await WriteAsync("断路器", validUntil: Now.AddSeconds(-1));
        (await SearchAsync("断路器")).Total.ShouldBe(0);
        (await CandidatesAsync(null)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Candidates_keep_the_hard_constraints()
    {
        var good = await WriteAsync("断路器");
        await WriteAsync("断路器", organisation: Company);
        await WriteAsync("断路器", kind: ListingKind.Demand);
        var declined = await WriteAsync("断路器");
        (await CandidatesAsync(null, declined)).ShouldHaveSingleItem().Id.ShouldBe(good);
    }

    [Fact]
    public async Task Candidates_hold_neighbours_by_vector()
    {
        var byTerm = await WriteAsync("断路器", embedding: [0, 1]);
        var byVector = await WriteAsync("开关", embedding: [1, 0]);
        var found = await CandidatesAsync([0.8f, 0.6f]);
        found.Select(candidate => candidate.Id).ShouldBe([byTerm, byVector], ignoreOrder: true);
        found.Single(candidate => candidate.Id == byVector).Cosine!.Value.ShouldBe(0.8, 1e-6);
    }

    [Fact]
    public async Task Rare_terms_and_short_texts_score_higher()
    {
        var shorter = await WriteAsync("断路器 系统");
        await WriteAsync("系统 装置 方法 研究 技术");
        await WriteAsync("断路器 装置 方法 研究 技术 系统 设备 工艺");
        (await SearchAsync("断路器")).Hits[0].Id.ShouldBe(shorter);
    }

    [Fact]
    public async Task The_list_of_what_is_held_has_every_version()
    {
        var id = await WriteAsync("断路器", version: 7);
        var removed = await WriteAsync("变压器");
        await Index.WriteAsync([new(removed, 2, null)], TestContext.Current.CancellationToken);
        (await Index.ListAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken)).ShouldBe([(id, 7L)]);
    }

    [Fact]
    public async Task Odd_tokens_do_no_harm()
    {
        await WriteAsync($"{new string('长', 50)} 😀 \ufffd \" * ? : ( AND");
        (await SearchAsync("😀")).Total.ShouldBe(1);
        (await SearchAsync("(")).Total.ShouldBe(1);
        (await SearchAsync()).Total.ShouldBe(1);
    }

    protected async Task<Guid> WriteAsync(
        string words,
        Guid? id = null,
        long version = 1,
        ListingKind kind = ListingKind.Achievement,
        Guid? organisation = null,
        string? region = null,
        string? industry = null,
        int? trl = null,
        DateTimeOffset? publishedAt = null,
        DateTimeOffset? validUntil = null,
        float[]? embedding = null,
        bool anonymous = false,
        IReadOnlyList<Guid>? hiddenFrom = null
    )
    {
        var written = id ?? Guid.CreateVersion7();
        var document = Document(words) with
        {
            Kind = kind,
            OrganisationId = organisation ?? University,
            Region = region,
            Industry = industry,
            Trl = trl,
            PublishedAt = publishedAt ?? Now,
            ValidUntil = validUntil,
            Embedding = embedding,
            Anonymous = anonymous,
            HiddenFrom = hiddenFrom,
        };
        (await Index.WriteAsync([new(written, version, document)], TestContext.Current.CancellationToken)).ShouldBeEmpty();
        return written;
    }

    protected static IndexDocument Document(string words) =>
        new(
            ListingKind.Achievement,
            University,
            new Dictionary<TextField, IReadOnlyList<string>> { [TextField.TextWords] = words.Split(' ') },
            null,
            null,
            null,
            null,
            [],
            [],
            false,
            Now,
            null,
            null,
            null
        );

    protected Task<SearchPage> SearchAsync(params string[] words) => SearchAsync(new SearchFilter(), words);

    private Task<SearchPage> SearchAsync(SearchFilter filter, params string[] words) =>
        Index.SearchAsync(Request(filter, SearchSort.Relevance, null, 20, words), TestContext.Current.CancellationToken);

    private Task<SearchPage> SearchAsync(Guid? viewer, params string[] words) =>
        Index.SearchAsync(
            Request(new SearchFilter(), SearchSort.Relevance, null, 20, words) with
            {
                Viewer = viewer,
            },
            TestContext.Current.CancellationToken
        );

    private static SearchRequest Request(SearchFilter filter, SearchSort sort, string? after, int limit, params string[] words) =>
        new([.. words.Select(word => new QueryGroup([new(TextField.TextWords, word, 1)]))], filter, sort, after, limit, WithFacets: true, Now);

    private Task<IReadOnlyList<Candidate>> CandidatesAsync(float[]? embedding, params Guid[] excluded) =>
        Index.FindCandidatesAsync(
            new(ListingKind.Achievement, new([new(TextField.TextWords, "断路器", 1)]), embedding, Company, excluded.ToHashSet(), 20, Now),
            TestContext.Current.CancellationToken
        );
}
