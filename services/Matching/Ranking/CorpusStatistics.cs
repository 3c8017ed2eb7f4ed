using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>
/// How common each term is among the published listings, and how long listings are: an immutable snapshot. Words, bigrams and characters share one
/// table (a bigram that is also a word has two numbers, see <see cref="BigramSalt"/>).
/// </summary>
public sealed class CorpusStatistics
{
    internal const uint BigramSalt = 0x9E3779B9;
    internal const uint CharacterSalt = 0x85EBCA6B;
    private const uint FormatVersion = 0x32535454;
    private static long last;
    private readonly Dictionary<uint, int> frequencies;

    internal CorpusStatistics(Dictionary<uint, int> frequencies, CorpusSize achievements, CorpusSize demands)
    {
        this.frequencies = frequencies;
        Achievements = achievements;
        Demands = demands;
    }

    public static CorpusStatistics Empty { get; } = new([], new(0, 0, 0), new(0, 0, 0));

    /// <summary>Tells this snapshot from every other of the process.</summary>
    internal long Number { get; } = Interlocked.Increment(ref last);

    internal CorpusSize Achievements { get; }

    internal CorpusSize Demands { get; }

    /// <summary>Number of listings counted.</summary>
    public long Listings => Achievements.Listings + Demands.Listings;

    internal CorpusSize Of(ListingKind kind) => kind == ListingKind.Achievement ? Achievements : Demands;

    /// <summary>How many listings hold the word.</summary>
    public int ListingsWithWord(string token) => FrequencyOf(TermVector.Hash(token));

    /// <summary>How many listings hold the pair of characters.</summary>
    public int ListingsWithPair(string token) => FrequencyOf(TermVector.Hash(token) ^ BigramSalt);

    internal int FrequencyOf(uint key) => frequencies.GetValueOrDefault(key);

    /// <summary>ln(1 + (N − n + ½) / (n + ½)), the inverse document frequency of BM25 (Robertson and Zaragoza 2009, as in Lucene).</summary>
    internal double WordIdf(uint term) => Idf(FrequencyOf(term));

    internal double BigramIdf(uint term) => Idf(FrequencyOf(term ^ BigramSalt));

    internal double CharacterIdf(uint term) => Idf(FrequencyOf(term ^ CharacterSalt));

    private double Idf(int frequency) => Math.Log(1 + (Math.Max(Listings, frequency) - frequency + 0.5) / (frequency + 0.5));

    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(FormatVersion);
        foreach (var size in new[] { Achievements, Demands })
        {
            writer.Write(size.Listings);
            writer.Write(size.Words);
            writer.Write(size.Bigrams);
        }
        writer.Write(frequencies.Count);
        foreach (var (term, count) in frequencies)
        {
            writer.Write(term);
            writer.Write7BitEncodedInt(count);
        }
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for a file of another format.</summary>
    public static CorpusStatistics Load(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        if (reader.ReadUInt32() != FormatVersion)
            throw new InvalidDataException("These are no corpus statistics of this version.");
        var achievements = new CorpusSize(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var demands = new CorpusSize(reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64());
        var count = reader.ReadInt32();
        var terms = new Dictionary<uint, int>(count);
        for (var i = 0; i < count; i++)
            terms[reader.ReadUInt32()] = reader.Read7BitEncodedInt();
        return new(terms, achievements, demands);
    }

    internal Dictionary<uint, int> CopyOfFrequencies() => new(frequencies);

    /// <summary>How many terms stand in how many listings.</summary>
    internal Dictionary<int, int> TermsByFrequency() => frequencies.Values.CountBy(frequency => frequency).ToDictionary();

    /// <summary>The same counts beside another topic space, null for none.</summary>
    public CorpusStatistics With(IEmbedder? topics) => new(frequencies, Achievements, Demands) { Topics = topics };

    /// <summary>Where the listings' topics are compared; null while none is trained.</summary>
    public IEmbedder? Topics { get; private init; }
}

/// <summary>Number of listings of one kind, and of their tokens in all (the title counted twice).</summary>
internal sealed record CorpusSize(long Listings, long Words, long Bigrams)
{
    public double AverageWords => Listings == 0 ? 1 : Math.Max(1, (double)Words / Listings);

    public double AverageBigrams => Listings == 0 ? 1 : Math.Max(1, (double)Bigrams / Listings);
}
