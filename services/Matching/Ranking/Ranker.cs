using System.Text.Json;
using TechTransfer.Matching.Analysis;

namespace TechTransfer.Matching.Ranking;

/// <summary>Scores pairs and says why. One instance serves all threads.</summary>
public sealed class Ranker(RankingModel model, Analyzer analyzer)
{
    private static readonly (Feature Feature, string Name)[] Features =
    [
        .. Enum.GetValues<Feature>().Select(feature => (feature, JsonNamingPolicy.CamelCase.ConvertName(feature.ToString()))),
    ];

    /// <summary>Part of a generation: the model's version.</summary>
    public string Version => model.Version;

    /// <summary>Prepares to score <paramref name="listing"/> (of either kind) against many of the other kind.</summary>
    public PairScorer For(PreparedListing listing, CorpusStatistics statistics) => new(model, statistics, listing);

    public PairScore Score(PreparedListing demand, PreparedListing achievement, CorpusStatistics statistics) =>
        For(demand, statistics).Score(achievement);

    /// <summary>Everything that is said about a scored pair. Costs a scan of both texts, so it is for the pairs that are kept.</summary>
    public ScoredPair Explain(PairScore score, ExplainedSide demand, ExplainedSide achievement, CorpusStatistics statistics)
    {
        var shared = SharedPassages.Between(analyzer, demand, achievement, statistics);
        var rows = ParameterRows.Of(demand.Prepared, achievement.Prepared);
        var negatives = Sentences.Negatives(demand.Prepared, achievement.Prepared, rows);
        var about = Sentences.WithoutSharedTerms(demand.Prepared, achievement.Prepared, score.Features[(int)Feature.Topics]);
        return new(score.Score, score.Level, Parts(score), shared, rows, negatives, Sentences.Reason(shared, about, rows, negatives));
    }

    private List<ScorePart> Parts(PairScore score)
    {
        var parts = new List<ScorePart> { new("base", model.Base, Sentences.Base) };
        foreach (var (feature, name) in Features)
            if (model.Curves[(int)feature] is not null && !double.IsNaN(score.Features[(int)feature]))
                parts.Add(new(name, score.Contributions[(int)feature], Sentences.Detail(feature, score.Features[(int)feature])));
        return parts;
    }
}

/// <summary>One side of a pair that is explained; it is scanned once, however many pairs it is a side of.</summary>
public sealed record ExplainedSide(ListingFacts Facts, PreparedListing Prepared)
{
    private List<SharedPassages.Place>? places;
    private SharedPassages.NumberedTokens? tokens;

    internal List<SharedPassages.Place> Places(Analyzer analyzer) =>
        LazyInitializer.EnsureInitialized(ref places, () => SharedPassages.Places(analyzer, Facts));

    internal SharedPassages.NumberedTokens Tokens(Analyzer analyzer) => LazyInitializer.EnsureInitialized(ref tokens, () => new(Places(analyzer)));
}
