namespace TechTransfer.Matching.Ranking;

/// <summary>Where an encoder put the text of a listing.</summary>
/// <param name="Encoder">The name of the encoder.</param>
/// <param name="Vector">Of unit length, each component with half precision, so that it is the same before and after it was stored.</param>
public sealed record EncodedText(string Encoder, float[] Vector)
{
    internal static EncodedText? Of(ITextEncoder encoder, string text) =>
        encoder.Encode(text) is { } vector ? new(encoder.Name, [.. vector.Select(x => (float)(Half)x)]) : null;
}
