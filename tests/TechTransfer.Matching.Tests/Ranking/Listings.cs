using CsCheck;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Tests.Ranking;

/// <summary>Listings made of pieces that do and do not fit, and the tools to score them.</summary>
internal static class Listings
{
    private static readonly string[] Pieces =
    [
        "可吸收缝合线",
        "聚氨酯弹性体",
        "碳纤维复合材料",
        "carbon fibre",
        "激光熔覆",
        "高速胶轮",
        "断裂强度 ≥ 45 MPa",
        "不低于 50 μm",
        "工艺",
        "，",
        " ",
        "6061-T6",
        "鋰離子電池",
        "需要",
        "Li-ion battery",
        "👩‍🔬",
        "مرحبا",
    ];

    public static Analyzer Analyzer { get; } = Analyzer.Load();
    public static ListingPreparer Preparer { get; } = new(Analyzer);
    public static Ranker Ranker { get; } = new(RankingModel.Shipped(), Analyzer);

    private static readonly Gen<string> Text = Gen.OneOf(Pieces).Array[0, 12].Select(string.Concat);

    private static readonly Gen<ParameterFact> Parameter =
        from name in Gen.OneOf("断裂强度", "线径", "纯度")
        from comparator in Gen.OneOf("=", ">=", "<=")
        from value in Gen.Int[1, 100]
        from unit in Gen.OneOf("MPa", "mm", "%")
        select new ParameterFact(name, comparator, value.ToString(System.Globalization.CultureInfo.InvariantCulture), Unit: unit);

    private static Gen<ListingFacts> Of(ListingKind kind) =>
        from title in Text
        from body in Text
        from parameters in Parameter.Array[0, 3]
        from trl in Gen.Int[0, 9]
        from money in Gen.Long[0, 1_000_000]
        from region in Gen.OneOf(null, "220104", "220204", "110101")
        from industry in Gen.OneOf(null, "C2659", "C2770")
        from mode in Gen.OneOf("licence", "joint", "open")
        select Listing(kind, title, body) with
        {
            Parameters = parameters,
            Trl = trl == 0 ? null : trl,
            MoneyMinFen = money == 0 ? null : money,
            Region = region,
            Industry = industry,
            Modes = [mode],
        };

    public static Gen<ListingFacts> Demand { get; } = Of(ListingKind.Demand);
    public static Gen<ListingFacts> Achievement { get; } = Of(ListingKind.Achievement);

    public static ListingFacts Listing(ListingKind kind, string title, string body) =>
        new(
            Guid.CreateVersion7(),
            kind,
            Guid.CreateVersion7(),
            [new("title", TextRole.Title, title), new(kind == ListingKind.Demand ? "content" : "summary", TextRole.Summary, body)]
        );

    public static PreparedListing Prepare(ListingFacts facts) => Preparer.Prepare(facts).Listing;

    public static CorpusStatistics Statistics(params ReadOnlySpan<ListingFacts> listings)
    {
        var builder = new CorpusStatisticsBuilder();
        foreach (var listing in listings)
            builder.Add(Prepare(listing));
        return builder.Snapshot();
    }

    public static ScoredPair Explain(ListingFacts demand, ListingFacts achievement, CorpusStatistics statistics)
    {
        var (wanted, offered) = (Prepare(demand), Prepare(achievement));
        return Ranker.Explain(Ranker.Score(wanted, offered, statistics), new(demand, wanted), new(achievement, offered), statistics);
    }
}
