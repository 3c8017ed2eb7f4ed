using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>Scores one listing against many of the other kind under one snapshot; what depends on the one listing alone is computed once.</summary>
public sealed class PairScorer
{
    /// <summary>So many terms make a position half certain.</summary>
    private const double HalfCertain = 20;

    private readonly RankingModel model;
    private readonly CorpusStatistics statistics;
    private readonly Side target;

    internal PairScorer(RankingModel model, CorpusStatistics statistics, PreparedListing target)
    {
        (this.model, this.statistics) = (model, statistics);
        this.target = new(
            target,
            WeightedTerms.Full(target.Words, statistics.Number, statistics.WordIdf),
            WeightedTerms.Full(target.Bigrams, statistics.Number, statistics.BigramIdf),
            WeightedTerms.Full(target.Characters, statistics.Number, statistics.CharacterIdf)
        );
    }

    /// <summary>The listing that others are scored against.</summary>
    public PreparedListing Target => target.Listing;

    public PairScore Score(PreparedListing other)
    {
        if (other.Kind == Target.Kind)
            throw new ArgumentException("A pair is a demand and an achievement.", nameof(other));
        var light = LightSideOf(other);
        var features = Target.Kind == ListingKind.Demand ? Features(target, light) : Features(light, target);
        var contributions = new double[features.Length];
        var score = model.Base;
        for (var i = 0; i < features.Length; i++)
            score += contributions[i] = model.Curves[i]?.At(features[i]) ?? 0;
        return new(score, model.LevelOf(score)) { Features = features, Contributions = contributions };
    }

    internal double[] Features(Side demand, Side achievement)
    {
        var features = new double[model.Curves.Count];
        var size = statistics.Achievements;
        var words = TextComparison.Of(demand.Words, achievement.Words, size.AverageWords);
        var bigrams = TextComparison.Of(demand.Bigrams, achievement.Bigrams, size.AverageBigrams);
        features[(int)Feature.TextBigrams] = bigrams.Text;
        features[(int)Feature.TextWords] = words.Text;
        features[(int)Feature.TitleBigrams] = bigrams.Title;
        features[(int)Feature.TitleWords] = words.Title;
        features[(int)Feature.AchievementTitleWords] = words.AchievementTitle;
        features[(int)Feature.AchievementTitleBigrams] = bigrams.AchievementTitle;
        var characters = CharacterComparison.Of(demand.Characters, achievement.Characters);
        features[(int)Feature.CosineBigrams] = bigrams.Cosine;
        features[(int)Feature.CosineWords] = words.Cosine;
        features[(int)Feature.SharedTerms] = bigrams.Shared / Math.Log(statistics.Listings + 2);
        features[(int)Feature.DemandTitleCharacters] = characters.DemandTitle;
        features[(int)Feature.AchievementTitleCharacters] = characters.AchievementTitle;
        features[(int)Feature.AchievementTitleInTitle] = characters.AchievementTitleInTitle;
        features[(int)Feature.DemandTitleInTitle] = characters.DemandTitleInTitle;
        features[(int)Feature.Topics] = Topics(demand.Listing, achievement.Listing);
        features[(int)Feature.DemandLength] = Math.Log(1 + demand.Listing.Bigrams.Count);
        FactComparison.Fill(features, demand.Listing, achievement.Listing);
        return features;
    }

    private double Topics(PreparedListing demand, PreparedListing achievement) =>
        demand.PositionIn(statistics.Topics) is { } wanted && achievement.PositionIn(statistics.Topics) is { } offered
            ? Math.Max(0, Vectors.Dot(wanted, offered)) * Certainty(demand) * Certainty(achievement)
            : double.NaN;

    private static double Certainty(PreparedListing listing) => listing.Bigrams.Count / (listing.Bigrams.Count + HalfCertain);

    private Side LightSideOf(PreparedListing listing) =>
        new(
            listing,
            WeightedTerms.Light(listing.Words, statistics.Number, statistics.WordIdf),
            WeightedTerms.Light(listing.Bigrams, statistics.Number, statistics.BigramIdf),
            WeightedTerms.Light(listing.Characters, statistics.Number, statistics.CharacterIdf)
        );

    internal sealed record Side(PreparedListing Listing, WeightedTerms Words, WeightedTerms Bigrams, WeightedTerms Characters);
}
