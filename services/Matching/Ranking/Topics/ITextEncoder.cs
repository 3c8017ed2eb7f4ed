namespace TechTransfer.Matching.Ranking;

/// <summary>Turns running text into a vector: a sentence encoder that the operator brings. One instance serves all threads.</summary>
public interface ITextEncoder
{
    /// <summary>Names the model by its content; vectors of two names cannot be compared.</summary>
    string Name { get; }

    int Dimensions { get; }

    /// <summary>A vector of unit length; null for a text without a token that the encoder knows.</summary>
    float[]? Encode(string text);
}
