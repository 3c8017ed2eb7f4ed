using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>Ranks as Matching does: candidates from the engine, then the ranker's order.</summary>
internal static class Ranking
{
    private const int Best = 100;

    /// <summary>For each demand the pairs of its pool and the best of all achievements.</summary>
    public static async Task<Run> ForwardAsync(Corpus corpus, Ranker ranker, bool byTopic = true)
    {
        var run = new Run();
        await ForwardAsync(corpus, ranker, _ => true, run, byTopic);
        return run;
    }

    /// <summary>The same for some demands, added to a run.</summary>
    public static async Task ForwardAsync(Corpus corpus, Ranker ranker, Func<string, bool> which, Run run, bool byTopic = true)
    {
        foreach (var (demand, preparation) in corpus.Demands.Where(demand => which(demand.Key)))
        {
            var pool = corpus.Data.PoolOf(demand);
            foreach (var (achievement, score) in await BestAsync(corpus, ranker, preparation, corpus.Achievements, pool, byTopic))
                run.Put(demand, achievement, score.Score, score.Level);
        }
    }

    /// <summary>For each achievement, or some, the best of all demands.</summary>
    public static async Task<Run> ReverseAsync(Corpus corpus, Ranker ranker, Func<string, bool>? which = null)
    {
        var run = new Run();
        foreach (var (achievement, preparation) in corpus.Achievements.Where(achievement => which?.Invoke(achievement.Key) ?? true))
        foreach (var (demand, score) in await BestAsync(corpus, ranker, preparation, corpus.Demands, new HashSet<string>(), byTopic: true))
            run.Put(demand, achievement, score.Score, score.Level);
        return run;
    }

    private static async Task<IEnumerable<(string Partner, PairScore Score)>> BestAsync(
        Corpus corpus,
        Ranker ranker,
        Preparation listing,
        IReadOnlyDictionary<string, Preparation> partners,
        IReadOnlySet<string> always,
        bool byTopic
    )
    {
        var candidates = await corpus.CandidatesAsync(listing, CandidateQuery.Candidates, byTopic);
        var scorer = ranker.For(listing.Listing, corpus.Statistics);
        return candidates
            .Union(always)
            .Where(partners.ContainsKey)
            .Select(partner => (Partner: partner, Score: scorer.Score(partners[partner].Listing)))
            .OrderByDescending(scored => scored.Score.Score)
            .ThenBy(scored => scored.Partner, StringComparer.Ordinal)
            .Select((scored, rank) => (scored.Partner, scored.Score, Rank: rank))
            .Where(scored => scored.Rank < Best || always.Contains(scored.Partner))
            .Select(scored => (scored.Partner, scored.Score));
    }
}
