using System.Runtime.InteropServices;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>Counts listings in and out as they are published, revised and withdrawn. May be used from any thread.</summary>
public sealed class CorpusStatisticsBuilder
{
    private readonly Lock gate = new();
    private readonly Dictionary<uint, int> frequencies;
    private CorpusSize achievements;
    private CorpusSize demands;

    public CorpusStatisticsBuilder()
        : this(CorpusStatistics.Empty) { }

    /// <summary>Goes on from a stored snapshot.</summary>
    public CorpusStatisticsBuilder(CorpusStatistics from)
    {
        frequencies = from.CopyOfFrequencies();
        (achievements, demands) = (from.Achievements, from.Demands);
    }

    public void Add(PreparedListing listing) => Count(listing, 1);

    /// <summary>Takes out what <see cref="Add"/> counted: the state before a revision or withdrawal.</summary>
    public void Remove(PreparedListing listing) => Count(listing, -1);

    /// <summary>The counts of this moment; takes a copy (some 20 ms for a million terms).</summary>
    public CorpusStatistics Snapshot()
    {
        lock (gate)
            return new(new(frequencies), achievements, demands);
    }

    private void Count(PreparedListing listing, int step)
    {
        lock (gate)
        {
            foreach (var term in listing.Words.Terms)
                Count(term, step);
            foreach (var term in listing.Bigrams.Terms)
                Count(term ^ CorpusStatistics.BigramSalt, step);
            foreach (var term in listing.Characters.Terms)
                Count(term ^ CorpusStatistics.CharacterSalt, step);
            ref var size = ref listing.Kind == ListingKind.Achievement ? ref achievements : ref demands;
            size = new(size.Listings + step, size.Words + step * listing.Words.Length, size.Bigrams + step * listing.Bigrams.Length);
        }
    }

    private void Count(uint key, int step)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(frequencies, key, out _);
        count += step;
        if (count <= 0)
            frequencies.Remove(key);
    }
}
