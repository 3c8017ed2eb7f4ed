using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Tests.Ranking;

public sealed class TopicSpaceTests
{
    private const int Size = 240;

    /// <summary>Three fields of work; of each, the texts share words with one another in chains, never all with all.</summary>
    private static readonly string[][] Fields =
    [
        ["激光", "熔覆", "涂层", "合金", "粉末", "轴承", "耐磨"],
        ["疫苗", "抗体", "病毒", "免疫", "蛋白", "佐剂", "猪瘟"],
        ["锂电", "隔膜", "电解", "负极", "快充", "储能", "电芯"],
    ];

    [Fact]
    public async Task Texts_of_one_field_lie_close_though_they_share_no_word()
    {
        var (_, space) = await TrainAsync();
        var (cladding, bearing, vaccine) = (At(space, "激光，熔覆，涂层"), At(space, "轴承，耐磨，合金"), At(space, "疫苗，抗体，佐剂"));
        Vectors.Dot(cladding, bearing).ShouldBeGreaterThan(0.5);
        Vectors.Dot(cladding, vaccine).ShouldBeLessThan(0.2);
        Vectors.Dot(cladding, cladding).ShouldBe(1, 1e-5);
    }

    [Fact]
    public async Task The_same_listings_give_the_same_space()
    {
        var (_, first) = await TrainAsync();
        var (_, second) = await TrainAsync();
        first.ToBytes().ShouldBe(second.ToBytes());
    }

    [Fact]
    public async Task A_stored_space_gives_the_same_positions_each_time_it_is_loaded()
    {
        var (_, space) = await TrainAsync();
        var (once, again) = (TopicSpace.FromBytes(space.ToBytes()), TopicSpace.FromBytes(TopicSpace.FromBytes(space.ToBytes()).ToBytes()));
        At(once, "激光，涂层").ShouldBe(At(again, "激光，涂层"));
        (once.Listings, once.Terms, once.Dimensions).ShouldBe((Size, space.Terms, space.Dimensions));
    }

    [Fact]
    public async Task Cut_or_foreign_bytes_are_refused()
    {
        var bytes = (await TrainAsync()).Space.ToBytes();
        Should.Throw<InvalidDataException>(() => TopicSpace.FromBytes(bytes[..^1]));
        Should.Throw<InvalidDataException>(() => TopicSpace.FromBytes([1, 2, 3, 4, 5, 6, 7, 8]));
        Should.Throw<InvalidDataException>(() => TopicSpace.FromBytes([]));
    }

    [Fact]
    public async Task Few_listings_have_no_space_and_a_pair_has_no_topics_then()
    {
        var few = Corpus().Take(20).ToList();
        (await TopicTraining.TrainAsync(few.ToAsyncEnumerable(), Counted(few), 3, TestContext.Current.CancellationToken)).ShouldBeNull();
        Parts(Counted(few)).ShouldNotContain("topics");
    }

    [Fact]
    public async Task A_pair_of_texts_without_a_common_word_has_topics_in_common()
    {
        var (statistics, space) = await TrainAsync();
        Parts(statistics.With(space)).ShouldContain("topics");
        Score(statistics.With(space)).ShouldBeGreaterThan(Score(statistics));
    }

    [Fact]
    public void Eigenvectors_are_orthogonal_and_make_up_the_matrix_again()
    {
        const int n = 12;
        var random = new Random(1);
        var matrix = new double[n, n];
        for (var i = 0; i < n; i++)
        for (var j = i; j < n; j++)
            matrix[i, j] = matrix[j, i] = random.NextDouble() - 0.5;
        var (values, vectors) = SymmetricEigen.Of(matrix);
        values.ShouldBe(values.OrderDescending());
        for (var i = 0; i < n; i++)
        for (var j = 0; j < n; j++)
        {
            Enumerable.Range(0, n).Sum(k => vectors[i, k] * values[k] * vectors[j, k]).ShouldBe(matrix[i, j], 1e-9);
            Enumerable.Range(0, n).Sum(k => vectors[k, i] * vectors[k, j]).ShouldBe(i == j ? 1 : 0, 1e-9);
        }
    }

    private static double Score(CorpusStatistics statistics) =>
        Listings
            .Ranker.Score(Listing(ListingKind.Demand, "激光，熔覆，涂层"), Listing(ListingKind.Achievement, "轴承，耐磨，合金"), statistics)
            .Score;

    private static IEnumerable<string> Parts(CorpusStatistics statistics)
    {
        var demand = Listings.Listing(ListingKind.Demand, "激光，熔覆", "涂层");
        var achievement = Listings.Listing(ListingKind.Achievement, "轴承，耐磨", "合金");
        return Listings.Explain(demand, achievement, statistics).Parts.Select(part => part.Name);
    }

    private static float[] At(TopicSpace space, string text) => Listing(ListingKind.Demand, text).PositionIn(space)!;

    private static PreparedListing Listing(ListingKind kind, string text) => Listings.Prepare(Listings.Listing(kind, text, ""));

    private static async Task<(CorpusStatistics Statistics, TopicSpace Space)> TrainAsync()
    {
        var listings = Corpus().ToList();
        var statistics = Counted(listings);
        var space = await TopicTraining.TrainAsync(listings.ToAsyncEnumerable(), statistics, 3, TestContext.Current.CancellationToken);
        return (statistics, space.ShouldNotBeNull());
    }

    private static CorpusStatistics Counted(IEnumerable<PreparedListing> listings)
    {
        var builder = new CorpusStatisticsBuilder();
        foreach (var listing in listings)
            builder.Add(listing);
        return builder.Snapshot();
    }

    private static IEnumerable<PreparedListing> Corpus()
    {
        var random = new Random(5);
        for (var i = 0; i < Size; i++)
        {
            var words = Fields[i % Fields.Length].ToArray();
            random.Shuffle(words);
            yield return Listing(i % 2 == 0 ? ListingKind.Demand : ListingKind.Achievement, string.Join('，', words.Take(3)));
        }
    }
}
