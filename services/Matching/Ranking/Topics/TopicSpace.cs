using System.Runtime.InteropServices;

namespace TechTransfer.Matching.Ranking;

/// <summary>
/// Latent semantic analysis of the platform's own listings (Deerwester et al. 1990): every known term has a direction, and a listing lies where the sum of
/// its terms points. Immutable; trained by <see cref="TopicTraining"/>.
/// </summary>
public sealed class TopicSpace : IEmbedder
{
    private const uint FormatVersion = 0x31505354;
    private static long last;
    private readonly Dictionary<uint, int> terms;
    private readonly float[] directions;

    /// <param name="terms">Keys as in the corpus statistics, with the row of their direction.</param>
    internal TopicSpace(Dictionary<uint, int> terms, float[] directions, int dimensions, long listings) =>
        (this.terms, this.directions, Dimensions, Listings) = (terms, directions, dimensions, listings);

    public long Number { get; } = Interlocked.Increment(ref last);

    public int Dimensions { get; }

    /// <summary>Size of the corpus that it was trained on.</summary>
    public long Listings { get; }

    /// <summary>Number of terms with a direction.</summary>
    public int Terms => terms.Count;

    public float[]? Embed(PreparedListing listing)
    {
        var sum = new float[Dimensions];
        foreach (var (key, weight) in TopicTraining.Terms(listing))
            if (terms.TryGetValue(key, out var row))
                RightSingularVectors.AddScaled(sum, directions.AsSpan(row * Dimensions, Dimensions), weight);
        var length = Math.Sqrt(Vectors.Dot(sum, sum));
        if (length < 1e-9)
            return null;
        for (var i = 0; i < sum.Length; i++)
            sum[i] = (float)(sum[i] / length);
        return sum;
    }

    /// <summary>Directions are stored with half precision, which no similarity notices.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(FormatVersion);
        writer.Write(Dimensions);
        writer.Write(Listings);
        writer.Write(terms.Count);
        var line = new Half[Dimensions];
        foreach (var (key, row) in terms.OrderBy(term => term.Value))
        {
            writer.Write(key);
            for (var i = 0; i < line.Length; i++)
                line[i] = (Half)directions[row * Dimensions + i];
            writer.Write(MemoryMarshal.AsBytes(line.AsSpan()));
        }
        return buffer.ToArray();
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for bytes of another format or cut ones.</summary>
    public static TopicSpace FromBytes(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
        try
        {
            if (reader.ReadUInt32() != FormatVersion)
                throw new InvalidDataException("This is no topic space of this version.");
            var dimensions = reader.ReadInt32();
            var listings = reader.ReadInt64();
            var count = reader.ReadInt32();
            if (dimensions is < 1 or > 1024 || count is < 0 or > TopicTraining.MostTerms)
                throw new InvalidDataException("The topic space has no sensible size.");
            var rows = new Dictionary<uint, int>(count);
            var matrix = new float[count * dimensions];
            var line = new Half[dimensions];
            for (var row = 0; row < count; row++)
            {
                rows[reader.ReadUInt32()] = row;
                reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(line.AsSpan()));
                for (var i = 0; i < dimensions; i++)
                    matrix[row * dimensions + i] = (float)line[i];
            }
            return new(rows, matrix, dimensions, listings);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("The topic space is cut off.", e);
        }
    }
}
