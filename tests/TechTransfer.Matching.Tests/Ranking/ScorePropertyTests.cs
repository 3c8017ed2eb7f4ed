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

    [Fact]
    public void Another_readiness_changes_the_part_of_readiness_alone_and_the_score_by_its_change() =>
        Gen.Select(Listings.Demand, Listings.Achievement, Gen.Int[1, 9])
            .Sample(
                (demand, achievement, trl) =>
                    OnlyChanges(demand, achievement, achievement with { Trl = trl }, Listings.Statistics(demand, achievement), "readiness"),
                iter: Samples
            );

    [Fact]
    public void Another_price_changes_the_part_of_money_alone() =>
        Gen.Select(Listings.Demand, Listings.Achievement, Gen.Long[1, 2_000_000])
            .Sample(
                (demand, achievement, price) =>
                    OnlyChanges(demand, achievement, achievement with { MoneyMinFen = price }, Listings.Statistics(demand, achievement), "money"),
                iter: Samples
            );

    [Fact]
    public void Another_place_changes_the_part_of_region_alone() =>
        Gen.Select(Listings.Demand, Listings.Achievement)
            .Sample(
                (demand, achievement) =>
                    OnlyChanges(demand, achievement, achievement with { Region = "440300" }, Listings.Statistics(demand, achievement), "region"),
                iter: Samples
            );

    [Fact]
    public void A_higher_score_never_has_a_lower_level() =>
        Gen.Select(Listings.Demand, Listings.Achievement.Array[2, 8])
            .Sample(
                (demand, achievements) =>
                {
                    var statistics = Listings.Statistics([demand, .. achievements]);
                    var scorer = Listings.Ranker.For(Listings.Prepare(demand), statistics);
                    var levels = achievements.Select(x => scorer.Score(Listings.Prepare(x))).OrderBy(x => x.Score).Select(x => x.Level).ToList();
                    levels.ShouldBe(levels.Order());
                },
                iter: Samples / 3
            );

    [Fact]
    public void Shared_terms_point_at_the_term_in_the_original_texts() =>
        Gen.Select(Listings.Demand, Listings.Achievement)
            .Sample(
                (demand, achievement) =>
                {
                    foreach (var term in Listings.Explain(demand, achievement, Listings.Statistics(demand, achievement)).SharedTerms)
                    {
                        Quoted(demand, term.InDemand[0]).ShouldBe(term.Term);
                        var spellings = term.InDemand.Select(span => Analysed(Quoted(demand, span))).Distinct().ToList();
                        spellings.Count.ShouldBe(1);
                        term.InAchievement.ShouldNotBeEmpty();
                        // The same tokens, in whatever letter case or script they are written; an alias is the same concept in the other language.
                        foreach (var span in term.InAchievement)
                            Analysed(Quoted(achievement, span)).ShouldBe(spellings[0]);
                    }
                },
                iter: Samples
            );

    private static void OnlyChanges(ListingFacts demand, ListingFacts before, ListingFacts after, CorpusStatistics statistics, string part)
    {
        var (first, second) = (Listings.Explain(demand, before, statistics), Listings.Explain(demand, after, statistics));
        var changes = first
            .Parts.Concat(second.Parts)
            .Select(x => x.Name)
            .Distinct()
            .ToDictionary(name => name, name => Contribution(second, name) - Contribution(first, name));
        foreach (var (name, change) in changes)
            if (name != part)
                change.ShouldBe(0);
        (second.Score - first.Score).ShouldBe(changes.GetValueOrDefault(part), 1e-6);
    }

    private static double Contribution(ScoredPair pair, string name) => pair.Parts.FirstOrDefault(part => part.Name == name)?.Contribution ?? 0;

    private static string Quoted(ListingFacts listing, TextSpan span) =>
        listing.Texts.Single(text => text.Field == span.Field).Text[span.Start..span.End];

    private static string Analysed(string text)
    {
        var analysed = Listings.Analyzer.Analyse(text);
        return analysed.Words.FirstOrDefault(token => token.Text[0] == '=').Text ?? string.Join(' ', analysed.Bigrams.Select(token => token.Text));
    }
}
