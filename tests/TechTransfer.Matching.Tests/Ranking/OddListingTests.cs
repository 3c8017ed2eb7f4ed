using System.Diagnostics;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Tests.Ranking;

/// <summary>Whatever a listing consists of, it is compared: no error, a score within bounds, and not slowly.</summary>
public sealed class OddListingTests
{
    private static readonly ListingFacts Ordinary = Listings.Listing(
        ListingKind.Achievement,
        "可吸收单丝缝合线熔纺与退火工艺",
        "面向外科缝合线，2-0 规格打结强力 39 N，六周强度保持率 52 %。"
    );

    public static TheoryData<string, string> Odd =>
        new()
        {
            { "", "" },
            { " \u3000\t\n", "\u200b\ufeff" },
            { "缝", "" },
            { "缝合线", "" },
            { "1234567890", "0.5 1e9 99999999999999999999999999 3.14" },
            { "👩‍🔬🧪", "🧵🧵🧵" },
            { "<b>缝合线</b>", "<script>alert('x')</script><p>&nbsp;打结强力</p>" },
            { "خيوط جراحية قابلة للامتصاص", "שלום" },
            { "absorbable suture", "English only, knot strength 39 N" },
            { new string('9', 200), "12345" },
            { "SUTURE", "" },
            { "\u202e承轴环套\u202c", "\u200f39 N\u200e" },
            { "<p>&#32541;&#21512;&#32447;</p>", "<!-- 缝合线 --><style>p{}</style>" },
            { "\ud800 lone surrogate \udfff", "e\u0301\u0301\u0301\u0301" },
        };

    [Theory]
    [MemberData(nameof(Odd))]
    public void An_odd_demand_is_scored(string title, string body) => Check(Listings.Listing(ListingKind.Demand, title, body), Ordinary);

    [Theory]
    [MemberData(nameof(Odd))]
    public void An_odd_achievement_is_scored(string title, string body) =>
        Check(Ordinary with { Kind = ListingKind.Demand }, Listings.Listing(ListingKind.Achievement, title, body));

    [Fact]
    public void A_hundred_thousand_characters_are_scored_and_explained_within_seconds()
    {
        var endless = string.Concat(Enumerable.Repeat("可吸收缝合线打结强力 39 N 的熔融纺丝与退火，", 5_000))[..100_000];
        var started = Stopwatch.GetTimestamp();
        Check(Listings.Listing(ListingKind.Demand, "缝合线", endless), Listings.Listing(ListingKind.Achievement, "缝合线", endless));
        // Generous, for a machine with other things to do; quadratic work would take minutes.
        Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void A_suture_fits_better_than_anything_odd_that_is_about_something_else()
    {
        var demand = Listings.Listing(ListingKind.Demand, "可吸收单丝缝合线", "打结强力 38 N");
        var statistics = Listings.Statistics(demand, Ordinary);
        var fitting = Listings.Explain(demand, Ordinary, statistics).Score;
        foreach (var odd in Odd.Where(odd => !(odd.Data.Item1 + odd.Data.Item2).Contains("缝合线", StringComparison.Ordinal)))
            Listings
                .Explain(demand, Listings.Listing(ListingKind.Achievement, odd.Data.Item1, odd.Data.Item2), statistics)
                .Score.ShouldBeLessThan(fitting);
    }

    [Theory]
    [InlineData("👩‍🔬🧪", "🧵", "没有可以比较的文字", "no text to compare")]
    [InlineData("خيوط جراحية", "שלום", "没有共同的关键词", "No telling words in common")]
    [InlineData("铸铁井盖", "市政道路用。", "没有共同的关键词", "No telling words in common")]
    public void What_has_nothing_in_common_is_not_called_related(string title, string body, string zh, string en)
    {
        var demand = Listings.Listing(ListingKind.Demand, title, body);
        var reason = Listings.Explain(demand, Ordinary, Listings.Statistics(demand, Ordinary)).Reason;
        reason.Zh.ShouldContain(zh);
        reason.En.ShouldContain(en);
    }

    private static void Check(ListingFacts demand, ListingFacts achievement)
    {
        var scored = Listings.Explain(demand, achievement, Listings.Statistics(demand, achievement));
        scored.Score.ShouldBeInRange(-1e-6, 1 + 1e-6);
        scored.Level.ShouldBeInRange(1, 4);
        scored.Reason.Zh.ShouldNotBeNullOrWhiteSpace();
        scored.Reason.En.ShouldNotBeNullOrWhiteSpace();
    }

    [Fact]
    public void Words_that_say_nothing_are_no_shared_terms()
    {
        var demand = Listings.Listing(ListingKind.Demand, "Sutures for the clinic", "A process for sutures of this kind, which is not available.");
        var achievement = Listings.Listing(ListingKind.Achievement, "Drying of probiotics", "This is a process for the drying of probiotics in air.");
        var shared = Listings.Explain(demand, achievement, Listings.Statistics(demand, achievement, Ordinary)).SharedTerms.Select(x => x.Term);
        shared.ShouldBe(["process"]);
    }
}
