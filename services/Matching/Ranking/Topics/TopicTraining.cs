namespace TechTransfer.Matching.Ranking;

/// <summary>
/// Trains a <see cref="TopicSpace"/> on prepared listings: words and pairs of characters, weighted by damped frequency and idf, every listing of the same
/// length; the space is spanned by the strongest singular vectors. Memory is bounded by <see cref="MostListings"/> and <see cref="MostTerms"/>.
/// </summary>
public static class TopicTraining
{
    /// <summary>Of a larger corpus every n-th listing is read.</summary>
    public const int MostListings = 50_000;

    public const int MostTerms = 65_536;

    public const int Dimensions = 128;

    /// <summary>Fewer listings have no topics worth the name.</summary>
    public const int FewestListings = 200;

    /// <summary>A term in more than this share of the listings says nothing of their topic.</summary>
    private const double CommonShare = 0.2;

    private const int FewestWithTerm = 2;

    /// <param name="listings">Enumerated once.</param>
    /// <param name="dimensions"><see cref="Dimensions"/>, unless the corpus is tiny.</param>
    /// <param name="statistics">Counts of the same listings, more or less.</param>
    /// <returns>Null when there are too few listings, or too few terms that tell them apart.</returns>
    public static async Task<TopicSpace?> TrainAsync(
        IAsyncEnumerable<PreparedListing> listings,
        CorpusStatistics statistics,
        int dimensions,
        CancellationToken cancellationToken
    )
    {
        if (statistics.Listings < FewestListings)
            return null;
        var (fewest, most) = (LeastFrequency(statistics), CommonShare * statistics.Listings);
        var step = (int)Math.Ceiling((double)statistics.Listings / MostListings);
        var terms = new Dictionary<uint, int>();
        var idf = new List<float>();
        var matrix = new SparseRows();
        var number = 0;
        await foreach (var listing in listings.WithCancellation(cancellationToken))
        {
            if (number++ % step != 0 || matrix.Count == MostListings)
                continue;
            foreach (var (key, weight) in Terms(listing))
            {
                var frequency = statistics.FrequencyOf(key);
                if (frequency < fewest || frequency > most)
                    continue;
                if (!terms.TryGetValue(key, out var column))
                {
                    // The counts are of another moment than the listings.
                    if (terms.Count == MostTerms)
                        continue;
                    terms[key] = column = terms.Count;
                    idf.Add((float)statistics.WordIdf(key));
                }
                matrix.Add(column, weight * idf[column]);
            }
            matrix.EndRow();
        }
        if (terms.Count < dimensions)
            return null;
        var directions = RightSingularVectors.Of(matrix, dimensions, cancellationToken);
        for (var row = 0; row < idf.Count; row++)
        for (var k = 0; k < dimensions; k++)
            directions[row * dimensions + k] *= idf[row];
        return new(terms, directions, dimensions, statistics.Listings);
    }

    /// <summary>Keys as in the corpus statistics, with their damped frequency.</summary>
    internal static IEnumerable<(uint Key, float Weight)> Terms(PreparedListing listing)
    {
        for (var i = 0; i < listing.Words.Count; i++)
            yield return (listing.Words.Terms[i], Damped(listing.Words, i));
        for (var i = 0; i < listing.Bigrams.Count; i++)
            yield return (listing.Bigrams.Terms[i] ^ CorpusStatistics.BigramSalt, Damped(listing.Bigrams, i));
    }

    private static float Damped(TermVector terms, int index) => (float)WeightedTerms.Damped(terms, index);

    /// <summary>The smallest frequency that leaves no more terms than there is room for.</summary>
    private static int LeastFrequency(CorpusStatistics statistics)
    {
        var byFrequency = statistics.TermsByFrequency();
        var left = byFrequency.Values.Sum();
        foreach (var (frequency, count) in byFrequency.OrderBy(entry => entry.Key))
        {
            if (frequency >= FewestWithTerm && left <= MostTerms)
                return frequency;
            left -= count;
        }
        return int.MaxValue;
    }
}
