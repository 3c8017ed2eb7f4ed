using System.Text;

namespace TechTransfer.Listings.Similar;

/// <summary>
/// MinHash over character triples (Broder 1997) in bands: two texts with the Jaccard similarity s share one of 10 bands of 3 with the probability
/// 1 − (1 − s³)¹⁰, that is 0.93 at 0.6 and 0.01 at 0.1, so candidates are an index look-up however many listings there are.
/// </summary>
internal static class MinHash
{
    public const int Bands = 10;
    private const int RowsPerBand = 3;

    /// <summary>The distinct triples of the text's letters and digits, lower case, NFKC; shorter texts are one shingle.</summary>
    public static HashSet<ulong> Shingles(string text)
    {
        var letters = text.Normalize(NormalizationForm.FormKC).Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).ToArray();
        var shingles = new HashSet<ulong>();
        if (letters.Length is 1 or 2)
            shingles.Add((ulong)letters[0] << 16 | letters[^1]);
        for (var i = 0; i + 3 <= letters.Length; i++)
            shingles.Add((ulong)letters[i] << 32 | (ulong)letters[i + 1] << 16 | letters[i + 2]);
        return shingles;
    }

    public static double Jaccard(HashSet<ulong> a, HashSet<ulong> b)
    {
        if (a.Count == 0 || b.Count == 0)
            return 0;
        var common = a.Count(b.Contains);
        return (double)common / (a.Count + b.Count - common);
    }

    public static long[] BandsOf(HashSet<ulong> shingles)
    {
        if (shingles.Count == 0)
            return [];
        Span<ulong> lowest = stackalloc ulong[Bands * RowsPerBand];
        lowest.Fill(ulong.MaxValue);
        foreach (var shingle in shingles)
            for (var i = 0; i < lowest.Length; i++)
                // Another start per row stands for another, independent hash function.
                lowest[i] = Math.Min(lowest[i], Mix(shingle + 0x9E3779B97F4A7C15UL * (ulong)(i + 1)));
        var bands = new long[Bands];
        for (var band = 0; band < Bands; band++)
        {
            var hash = (ulong)band;
            foreach (var row in lowest.Slice(band * RowsPerBand, RowsPerBand))
                hash = Mix(hash ^ row);
            bands[band] = (long)hash;
        }
        return bands;
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong x)
    {
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9UL;
        x = (x ^ x >> 27) * 0x94D049BB133111EBUL;
        return x ^ x >> 31;
    }
}
