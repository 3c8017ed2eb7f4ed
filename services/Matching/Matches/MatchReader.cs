using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Matches;

/// <summary>Two public listings that make a pair.</summary>
internal sealed record Pair(
    ListingCopy Demand,
    ListingCopy Achievement,
    DateTimeOffset? FoundAt = null,
    Stance? Stance = null,
    Standing? Standing = null
);

/// <summary>Where a stored pair stands among all pairs of each of its listings, 1 for the best: what is best for one side need not be for the other.</summary>
internal sealed record Standing(int ForDemand, int ForAchievement);

/// <summary>Which listings of a pair an answer shows: the one across from the listing asked about, or both.</summary>
internal enum Sides
{
    Achievement,
    Demand,
    Both,
}

/// <summary>
/// Says why pairs match. Scores and evidence are computed from the prepared listings; for a stored match these are the ones it was scored from, so what is
/// said is what was stored.
/// </summary>
internal sealed class MatchReader(MatchingDbContext db, Generations generations, PreparedListings prepared)
{
    /// <returns>Best first.</returns>
    public async Task<IReadOnlyList<MatchAnswer>> ExplainAsync(
        IReadOnlyList<Pair> pairs,
        Sides sides,
        bool withRows,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var (tools, generation) = await generations.GetAsync(cancellationToken);
        var copies = pairs.SelectMany(x => new[] { x.Demand, x.Achievement }).DistinctBy(x => x.Id).ToList();
        var held = await prepared.GetAsync([.. copies.Select(x => x.Id)], cancellationToken);
        // One asks the store, the other computes.
        var explaining = Task.Run(() => Explain(tools, generation, pairs, copies, held), cancellationToken);
        var names = await db.NamesAsync(copies.Select(x => x.OrganisationId), cancellationToken);
        var (listings, scored) = await explaining;
        var answers = pairs.Zip(scored, (pair, why) => Answer(pair, why, Summary, sides, withRows, generation, language));
        return [.. answers.OrderByDescending(x => x.Score).ThenBy(x => x.Id)];

        ListingSummary Summary(ListingCopy copy) => ListingSummary.Of(listings[copy.Id], names, language);
    }

    private static (Dictionary<Guid, PublishedListing> Listings, ScoredPair[] Scored) Explain(
        Generations.Loaded tools,
        Generation generation,
        IReadOnlyList<Pair> pairs,
        List<ListingCopy> copies,
        Dictionary<Guid, PreparedListings.Entry> held
    )
    {
        var read = new (Guid Id, PublishedListing Listing, ExplainedSide Side)[copies.Count];
        Parallel.For(
            0,
            copies.Count,
            i =>
            {
                var (copy, listing) = (copies[i], copies[i].Read());
                // One that is about to be indexed: whoever looks at it does not wait for an encoder.
                var comparable =
                    held.TryGetValue(copy.Id, out var entry) && entry.Version == copy.Version
                        ? entry.Listing
                        : tools.Preparer.Prepare(listing.Facts, encoded: null).Listing;
                read[i] = (copy.Id, listing, new ExplainedSide(listing.Facts, comparable));
            }
        );
        var explained = read.ToDictionary(x => x.Id, x => x.Side);
        // Many pairs of few listings: whichever kind there is less of is weighed once for all its pairs.
        var byDemand = pairs.DistinctBy(x => x.Demand.Id).Count() <= pairs.DistinctBy(x => x.Achievement.Id).Count();
        var scorers = pairs
            .Select(x => byDemand ? x.Demand.Id : x.Achievement.Id)
            .Distinct()
            .ToDictionary(x => x, x => tools.Ranker.For(explained[x].Prepared, generation.Statistics));
        var scored = new ScoredPair[pairs.Count];
        Parallel.For(
            0,
            pairs.Count,
            i =>
            {
                var (demand, achievement) = (explained[pairs[i].Demand.Id], explained[pairs[i].Achievement.Id]);
                var score = byDemand
                    ? scorers[pairs[i].Demand.Id].Score(achievement.Prepared)
                    : scorers[pairs[i].Achievement.Id].Score(demand.Prepared);
                scored[i] = tools.Ranker.Explain(score, demand, achievement, generation.Statistics);
            }
        );
        return (read.ToDictionary(x => x.Id, x => x.Listing), scored);
    }

    private static MatchAnswer Answer(
        Pair pair,
        ScoredPair scored,
        Func<ListingCopy, ListingSummary> summary,
        Sides sides,
        bool withRows,
        Generation generation,
        Language language
    ) =>
        new(
            MatchId.Of(pair.Demand.MatchKey, pair.Achievement.MatchKey),
            sides == Sides.Both ? null : summary(sides == Sides.Demand ? pair.Demand : pair.Achievement),
            sides == Sides.Both ? summary(pair.Demand) : null,
            sides == Sides.Both ? summary(pair.Achievement) : null,
            scored.Score,
            scored.Level,
            language.Of(scored.Reason),
            [.. scored.Parts.Select(x => new PartAnswer(x.Name, x.Contribution, language.Of(x.Detail)))],
            scored.SharedTerms,
            [.. scored.Negatives.Select(language.Of)],
            withRows ? [.. scored.Parameters.Select(x => new RowAnswer(x.Name, x.Wanted, x.Offered, x.Verdict, language.Of(x.Detail)))] : null,
            generation.Label,
            pair.Stance?.Kind,
            pair.Stance?.Reason,
            pair.FoundAt,
            pair.Standing
        );
}
