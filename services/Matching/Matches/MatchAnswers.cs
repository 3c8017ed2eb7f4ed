using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Matches;

/// <summary>One summand of a score; all of them, "base" included, sum to it.</summary>
internal sealed record PartAnswer(string Name, double Contribution, string Detail);

/// <summary>A wanted quantity against what is offered.</summary>
internal sealed record RowAnswer(string Name, string Wanted, string? Offered, ParameterVerdict Verdict, string Detail);

/// <summary>A pair as answered.</summary>
/// <param name="Listing">The other side; null where both are given.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Stance">What the caller's organisation said: accepted, saved or declined.</param>
/// <param name="Standing">Of a stored pair: its place among the pairs of either listing.</param>
/// <param name="Rows">Quantities one by one; only for a single pair.</param>
internal sealed record MatchAnswer(
    Guid Id,
    ListingSummary? Listing,
    ListingSummary? Demand,
    ListingSummary? Achievement,
    double Score,
    int Level,
    string Reason,
    IReadOnlyList<PartAnswer> Parts,
    IReadOnlyList<SharedTerm> SharedTerms,
    IReadOnlyList<string> Negatives,
    IReadOnlyList<RowAnswer>? Rows,
    string Generation,
    string? Stance,
    string? StanceReason,
    DateTimeOffset? FoundAt,
    Standing? Standing
);
