namespace TechTransfer.Matching.Ranking;

/// <summary>Gives listings a position in a space in which those about the same thing lie close together, also where they share no word.</summary>
public interface IEmbedder
{
    /// <summary>Tells this space from every other of the process; positions of two spaces cannot be compared.</summary>
    long Number { get; }

    int Dimensions { get; }

    /// <summary>A vector of unit length; null when nothing of the listing is known to the space.</summary>
    float[]? Embed(PreparedListing listing);
}
