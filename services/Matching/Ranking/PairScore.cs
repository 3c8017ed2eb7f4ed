namespace TechTransfer.Matching.Ranking;

/// <summary>The score of a pair before it is explained: cheap, for every candidate.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Level">4 strong, 3 good, 2 weak, 1 none.</param>
public sealed record PairScore(double Score, int Level)
{
    /// <summary>What the model saw, by feature; NaN where a side says nothing.</summary>
    internal double[] Features { get; init; } = [];

    /// <summary>What each feature adds to the score.</summary>
    internal double[] Contributions { get; init; } = [];
}

/// <summary>One summand of a score.</summary>
public sealed record ScorePart(string Name, double Contribution, Localised Detail);

/// <summary>Where a term stands in a text of the API: UTF-16 code units of the original text of <paramref name="Field"/>, end exclusive.</summary>
public sealed record TextSpan(string Field, int Start, int End);

/// <summary>A passage that both texts share. <paramref name="Term"/> is a piece of the demand's original text.</summary>
public sealed record SharedTerm(string Term, IReadOnlyList<TextSpan> InDemand, IReadOnlyList<TextSpan> InAchievement);

public enum ParameterVerdict
{
    Met,
    Near,
    Missed,
    Unknown,
}

/// <summary>One wanted quantity against what is offered; <paramref name="Offered"/> null when the achievement says nothing of it.</summary>
public sealed record ParameterRow(string Name, string Wanted, string? Offered, ParameterVerdict Verdict, Localised Detail);

/// <summary>A pair with everything that is said about it. Parts include "base"; their contributions sum to the score.</summary>
public sealed record ScoredPair(
    double Score,
    int Level,
    IReadOnlyList<ScorePart> Parts,
    IReadOnlyList<SharedTerm> SharedTerms,
    IReadOnlyList<ParameterRow> Parameters,
    IReadOnlyList<Localised> Negatives,
    Localised Reason
);
