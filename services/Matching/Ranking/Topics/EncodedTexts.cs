namespace TechTransfer.Matching.Ranking;

/// <summary>
/// The space of a text encoder: a listing lies where its text was put when it was prepared. One that another encoder put somewhere, or none, lies nowhere until
/// it is prepared again.
/// </summary>
public sealed class EncodedTexts(string encoder, int dimensions) : IEmbedder
{
    private static long last;

    /// <summary>Below zero, where no topic space is.</summary>
    public long Number { get; } = Interlocked.Decrement(ref last);

    public int Dimensions { get; } = dimensions;

    public float[]? Embed(PreparedListing listing) => listing.Encoded is { } encoded && encoded.Encoder == encoder ? encoded.Vector : null;
}
