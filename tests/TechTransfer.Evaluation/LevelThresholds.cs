namespace TechTransfer.Evaluation;

/// <summary>
/// Where the levels begin, chosen on out-of-fold scores: the best 1/(1+MAE) among those that still find a quarter of the related pairs, since a model that
/// never says "good" scores best by that figure alone.
/// </summary>
internal static class LevelThresholds
{
    private const double LeastRecall = 0.252;
    private const double LeastLift = 2.6;

    /// <summary>Share of what is shown as good or strong that is called strong.</summary>
    private const double StrongShare = 0.03;

    public static double[] Choose(IReadOnlyList<(double Score, int Grade)> pairs)
    {
        var order = pairs.OrderByDescending(pair => pair.Score).ToList();
        var related = order.Count(pair => pair.Grade >= 2);
        // Errors[level][n]: summed error when the first n pairs are shown at that level.
        var errors = Enumerable.Range(1, 3).Select(level => Running(order.Select(pair => Math.Abs(level - 1 - pair.Grade)))).ToArray();
        var hits = Running(order.Select(pair => pair.Grade >= 2 ? 1 : 0));
        var best = (Error: int.MaxValue, Good: 0, Weak: 0);
        for (var good = 1; good < order.Count; good++)
        {
            var (recall, precision) = ((double)hits[good] / related, (double)hits[good] / good);
            if (recall < LeastRecall || precision < LeastLift * related / order.Count)
                continue;
            var weak = Enumerable.Range(good, order.Count - good).MinBy(n => errors[1][n] + errors[0][^1] - errors[0][n]);
            var error = errors[2][good] + errors[1][weak] - errors[1][good] + errors[0][^1] - errors[0][weak];
            if (error < best.Error)
                best = (error, good, weak);
            // More recall than asked for only costs precision from here on.
            if (recall > LeastRecall + 0.1)
                break;
        }
        if (best.Good == 0)
            throw new InvalidDataException("No threshold reaches the precision and recall that levels 3 and 4 need.");
        return [order[best.Weak].Score, order[best.Good].Score, order[(int)(best.Good * StrongShare)].Score];
    }

    private static int[] Running(IEnumerable<int> values)
    {
        var sums = new List<int> { 0 };
        foreach (var value in values)
            sums.Add(sums[^1] + value);
        return [.. sums];
    }
}
