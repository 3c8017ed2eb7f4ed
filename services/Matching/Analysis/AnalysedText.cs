namespace TechTransfer.Matching.Analysis;

/// <summary>A normalised token and where it stands in the original text.</summary>
/// <param name="Start">First UTF-16 code unit in the original text, before any normalisation.</param>
/// <param name="End">Behind the last UTF-16 code unit in the original text.</param>
public readonly record struct Token(string Text, int Start, int End);

/// <summary>A text as engines and ranker see it.</summary>
/// <param name="Words">Dictionary words, stemmed English words, model numbers and formulae, numbers with their unit, aliases. In text order.</param>
/// <param name="Bigrams">Pairs of neighbouring Chinese characters (a lone character stands for itself) and, for all other scripts, the words.</param>
/// <param name="Quantities">Numbers that can be compared, with what they measure.</param>
public sealed record AnalysedText(IReadOnlyList<Token> Words, IReadOnlyList<Token> Bigrams, IReadOnlyList<Quantity> Quantities)
{
    public static AnalysedText Empty { get; } = new([], [], []);
}
