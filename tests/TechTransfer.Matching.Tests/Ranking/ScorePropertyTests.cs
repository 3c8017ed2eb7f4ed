using System.Globalization;
using CsCheck;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Tests.Ranking;

public sealed class ScorePropertyTests
{
    private const int Samples = 150;

    [Fact]
    public void Parts_sum_to_the_score_which_stays_within_0_and_1() =>
        Gen.Select(Listings.Demand, Listings.Achievement)
            .Sample(
                (demand, achievement) =>
                {
                    var scored = Listings.Explain(demand, achievement, Listings.Statistics(demand, achievement));
                    scored.Parts.Sum(part => part.Contribution).ShouldBe(scored.Score, 1e-6);
                    scored.Score.ShouldBeInRange(-1e-6, 1 + 1e-6);
                    scored.Parts.Count(part => part.Name == "base").ShouldBe(1);
                },
                iter: Samples
            );

    private static readonly string[] TextParts =
    [
        "cosineBigrams",
        "sharedTerms",
        "demandTitleCharacters",
        "achievementTitleCharacters",
        "achievementTitleInTitle",
        "demandTitleInTitle",
        "topics",
        "demandLength",
    ];

    private static readonly string[] Regions = ["440300", "220104", "220204", "110101"];
    private static readonly string[] Industries = ["C2659", "C2770", "C3453", "A0111"];
    private static readonly string[] Modes = ["licence", "joint", "open", "transfer"];
    private static readonly string[] Words = ["可吸收缝合线", "carbon fibre", "激光熔覆工艺", "3.5 MPa", "鋰離子電池", "👩‍🔬"];

    /// <summary>What the owner of a listing may change, and the parts that look at it.</summary>
    private static readonly Dictionary<string, (Func<ListingFacts, int, ListingFacts> Change, string[] Parts)> Inputs = new(StringComparer.Ordinal)
    {
        ["readiness"] = ((x, n) => x with { Trl = 1 + n % 9 }, ["readiness"]),
        ["money"] = ((x, n) => x with { MoneyMinFen = 1 + n * 7_919L % 2_000_000 }, ["money"]),
        ["region"] = ((x, n) => x with { Region = Regions[n % Regions.Length] }, ["region"]),
        ["industry"] = ((x, n) => x with { Industry = Industries[n % Industries.Length] }, ["industry"]),
        ["modes"] = ((x, n) => x with { Modes = [Modes[n % Modes.Length]] }, ["modes"]),
        ["incomplete"] = ((x, _) => x with { Incomplete = !x.Incomplete }, ["incomplete"]),
        ["keywords"] = ((x, n) => x with { Keywords = [Words[n % Words.Length]] }, TextParts),
        ["title"] = ((x, n) => x with { Texts = [x.Texts[0] with { Text = Words[n % Words.Length] }, .. x.Texts.Skip(1)] }, TextParts),
        ["text"] = ((x, n) => x with { Texts = [x.Texts[0], x.Texts[1] with { Text = x.Texts[1].Text + Words[n % Words.Length] }] }, TextParts),
        // A parameter is compared as a quantity and read as text.
        ["parameters"] = (
            (x, n) => x with { Parameters = [new("断裂强度", ">=", (n % 90 + 1).ToString(CultureInfo.InvariantCulture), Unit: "MPa")] },
            ["parameters", .. TextParts]
        ),
    };

    public static TheoryData<string, bool> EveryInputOfBothSides
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var input in Inputs.Keys)
            {
                data.Add(input, true);
                data.Add(input, false);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(EveryInputOfBothSides))]
    public void Another_value_of_one_input_changes_its_parts_alone_and_the_score_by_their_change(string input, bool ofDemand)
    {
        var (change, parts) = Inputs[input];
        var moved = 0;
        Gen.Select(Listings.Demand, Listings.Achievement, Gen.Int[0, 1_000])
            .Sample(
                (demand, achievement, n) =>
                {
                    var statistics = Listings.Statistics(demand, achievement);
                    var before = Listings.Explain(demand, achievement, statistics);
                    var after = ofDemand
                        ? Listings.Explain(change(demand, n), achievement, statistics)
                        : Listings.Explain(demand, change(achievement, n), statistics);
                    var changes = before.Parts.Concat(after.Parts).Select(x => x.Name).Distinct().ToDictionary(x => x, x => Change(before, after, x));
                    foreach (var (name, by) in changes.Where(x => !parts.Contains(x.Key, StringComparer.Ordinal)))
                        by.ShouldBe(0, name);
                    (after.Score - before.Score).ShouldBe(changes.Values.Sum(), 1e-6);
                    if (changes.Values.Any(x => x != 0))
                        Interlocked.Increment(ref moved);
                },
                iter: Samples
            );
        moved.ShouldBeGreaterThan(0, "an input that moves nothing proves nothing");
    }

    [Fact]
    public void Saying_it_again_and_from_the_other_side_gives_the_same_score() =>
        Gen.Select(Listings.Demand, Listings.Achievement)
            .Sample(
                (demand, achievement) =>
                {
                    var statistics = Listings.Statistics(demand, achievement);
                    var (wanted, offered) = (Listings.Prepare(demand), Listings.Prepare(achievement));
                    var score = Listings.Ranker.Score(wanted, offered, statistics).Score;
                    Listings.Ranker.For(offered, statistics).Score(wanted).Score.ShouldBe(score, 1e-12);
                    var stored = (PreparedListing.FromBytes(wanted.ToBytes()), PreparedListing.FromBytes(offered.ToBytes()));
                    Listings.Ranker.Score(stored.Item1, stored.Item2, statistics).Score.ShouldBe(score);
                },
                iter: Samples
            );

    [Fact]
    public void A_higher_score_never_has_a_lower_level() =>
        Gen.Select(Listings.Demand.Array[1, 4], Listings.Achievement.Array[2, 8])
            .Sample(
                (demands, achievements) =>
                {
                    var statistics = Listings.Statistics([.. demands, .. achievements]);
                    var offered = achievements.Select(Listings.Prepare).ToList();
                    var levels = demands
                        .Select(x => Listings.Ranker.For(Listings.Prepare(x), statistics))
                        .SelectMany(scorer => offered.Select(scorer.Score))
                        .OrderBy(x => x.Score)
                        .Select(x => x.Level)
                        .ToList();
                    levels.ShouldBe(levels.Order());
                },
                iter: Samples / 3
            );

    [Fact]
    public void Levels_begin_where_the_model_says()
    {
        var model = RankingModel.Shipped();
        Gen.Double[0, 1].Sample(score => model.LevelOf(score).ShouldBe(1 + model.Levels.Count(lowest => score >= lowest)), iter: 10 * Samples);
        model.Levels.Select(model.LevelOf).ShouldBe([2, 3, 4]);
    }

    [Fact]
    public void Shared_terms_point_at_the_term_in_the_original_texts()
    {
        var found = 0;
        Gen.Select(Listings.Demand, Listings.Achievement, Gen.Int[0, 1_000])
            .Sample(
                (demand, achievement, n) =>
                {
                    // The body repeats the summary in another letter case and script, and begins in the middle of something else.
                    var (wanted, offered) = (WithBody(demand, "background", n), WithBody(achievement, "features", n + 1));
                    var shared = Listings.Explain(wanted, offered, Listings.Statistics(wanted, offered)).SharedTerms;
                    shared.Select(term => term.Term).ShouldBeUnique(StringComparer.OrdinalIgnoreCase);
                    foreach (var term in shared)
                    {
                        Interlocked.Increment(ref found);
                        Quoted(wanted, term.InDemand[0]).ShouldBe(term.Term);
                        var spellings = term.InDemand.Select(span => Analysed(Quoted(wanted, span))).Distinct().ToList();
                        spellings.Count.ShouldBe(1);
                        term.InAchievement.ShouldNotBeEmpty();
                        // The same tokens, in whatever letter case or script they are written; an alias is the same concept in the other language.
                        foreach (var span in term.InAchievement)
                            Analysed(Quoted(offered, span)).ShouldBe(spellings[0]);
                    }
                },
                iter: Samples
            );
        found.ShouldBeGreaterThan(Samples);
    }

    private static ListingFacts WithBody(ListingFacts facts, string field, int n) =>
        facts with
        {
            Texts = [.. facts.Texts, new(field, TextRole.Body, "👩‍🔬 " + Words[n % Words.Length] + facts.Texts[1].Text.ToUpperInvariant())],
        };

    private static double Change(ScoredPair before, ScoredPair after, string name) => Contribution(after, name) - Contribution(before, name);

    private static double Contribution(ScoredPair pair, string name) => pair.Parts.FirstOrDefault(part => part.Name == name)?.Contribution ?? 0;

    private static string Quoted(ListingFacts listing, TextSpan span)
    {
        var text = listing.Texts.Single(text => text.Field == span.Field).Text;
        span.Start.ShouldBeInRange(0, span.End - 1);
        (char.IsLowSurrogate(text[span.Start]) || char.IsHighSurrogate(text[span.End - 1])).ShouldBeFalse("a character is not cut in two");
        return text[span.Start..span.End];
    }

    private static string Analysed(string text)
    {
        var analysed = Listings.Analyzer.Analyse(text);
        return analysed.Words.FirstOrDefault(token => token.Text[0] == '=').Text ?? string.Join(' ', analysed.Bigrams.Select(token => token.Text));
    }
}
