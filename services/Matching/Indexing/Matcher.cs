using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>A listing of the other kind that was scored.</summary>
internal sealed record ScoredPartner(Guid Id, long Version, PairScore Score);

/// <summary>Finds who fits a listing: candidates from the index, scored by the ranker, best first.</summary>
internal sealed class Matcher(ISearchIndex index, Generations generations, PreparedListings prepared, TimeProvider time)
{
    /// <summary>Pairs kept of each listing's own search.</summary>
    public const int Best = 50;

    /// <param name="also">Partners to be scored whatever the engine thinks of them.</param>
    public async Task<IReadOnlyList<ScoredPartner>> FindAsync(
        ListingFacts facts,
        Preparation preparation,
        IReadOnlyCollection<Guid> also,
        CancellationToken cancellationToken
    )
    {
        var (tools, generation) = await generations.GetAsync(cancellationToken);
        return await FindAsync(
            facts,
            preparation.Listing,
            new(() => CandidateQuery.Build(preparation, generation.Statistics)),
            also,
            (tools, generation),
            cancellationToken
        );
    }

    /// <summary>The same for a stored listing: where it is prepared already, its texts are looked at for terms while the engine looks for neighbours.</summary>
    public async Task<IReadOnlyList<ScoredPartner>> FindAsync(ListingCopy copy, ListingFacts facts, CancellationToken cancellationToken)
    {
        var (tools, generation) = await generations.GetAsync(cancellationToken);
        var stored = (await prepared.OfSameVersionAsync([copy], cancellationToken)).GetValueOrDefault(copy.Id);
        // Of one that is prepared only the terms are missing, which no encoder is needed for.
        var preparation = new Lazy<Preparation>(() => tools.Preparer.Prepare(facts, stored is null ? tools.Preparer.Encode(facts) : null));
        return await FindAsync(
            facts,
            stored ?? preparation.Value.Listing,
            new(() => CandidateQuery.Build(preparation.Value, generation.Statistics)),
            [],
            (tools, generation),
            cancellationToken
        );
    }

    private async Task<IReadOnlyList<ScoredPartner>> FindAsync(
        ListingFacts facts,
        PreparedListing listing,
        Lazy<IReadOnlyList<QueryTerm>> terms,
        IReadOnlyCollection<Guid> also,
        (Generations.Loaded Tools, Generation Generation) by,
        CancellationToken cancellationToken
    )
    {
        var candidates = await index.FindCandidatesAsync(
            new CandidateRequest(
                facts.Kind == ListingKind.Demand ? ListingKind.Achievement : ListingKind.Demand,
                terms,
                listing.PositionIn(by.Generation.Space),
                facts.OrganisationId,
                new HashSet<Guid>(),
                CandidateQuery.Candidates,
                time.GetUtcNow(),
                facts.HiddenFrom
            ),
            cancellationToken
        );
        var partners = await prepared.GetAsync([.. candidates.Select(x => x.Id).Concat(also).Distinct()], cancellationToken);
        var scorer = by.Tools.Ranker.For(listing, by.Generation.Statistics);
        // A few hundred are sorted sooner by one thread than by several that wait for each other.
        var (entries, scored) = (partners.ToArray(), new ScoredPartner[partners.Count]);
        Parallel.For(0, entries.Length, i => scored[i] = new(entries[i].Key, entries[i].Value.Version, scorer.Score(entries[i].Value.Listing)));
        return [.. scored.OrderByDescending(x => x.Score.Score).ThenBy(x => x.Id)];
    }

    /// <summary>What is stored about a listing, prepared for a search of its own.</summary>
    public async Task<Preparation> PrepareAsync(ListingCopy copy, ListingFacts facts, CancellationToken cancellationToken)
    {
        var preparer = (await generations.GetAsync(cancellationToken)).Tools.Preparer;
        var before = preparer.Encodes ? await prepared.OfSameVersionAsync([copy], cancellationToken) : [];
        return preparer.Prepare(facts, preparer.Encode(facts, before.GetValueOrDefault(copy.Id)));
    }
}
