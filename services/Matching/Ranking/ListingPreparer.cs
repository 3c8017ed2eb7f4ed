using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <param name="Tokens">What the engines index, by field.</param>
public sealed record Preparation(PreparedListing Listing, IReadOnlyDictionary<TextField, IReadOnlyList<string>> Tokens);

/// <summary>Analyses a listing once for both the engine and the ranker.</summary>
/// <param name="encoder">The operator's; null for none.</param>
public sealed class ListingPreparer(Analyzer analyzer, ITextEncoder? encoder = null)
{
    /// <summary>UTF-16 code units of one field that take part in matching; the rest of a longer one is stored and shown only.</summary>
    public const int AnalysedLength = 20_000;

    private const int MostQuantities = 64;

    /// <summary>Whether <see cref="Encode"/> may run a model, which takes longer than all the rest.</summary>
    public bool Encodes => encoder is not null;

    public Preparation Prepare(ListingFacts facts) => Prepare(facts, Encode(facts));

    /// <summary>What the encoder says of the listing's texts; null without an encoder.</summary>
    /// <param name="same">The same version of the listing, prepared earlier: it is not encoded again unless another encoder did it then.</param>
    public EncodedText? Encode(ListingFacts facts, PreparedListing? same = null) =>
        encoder is null ? null
        : same?.Encoded is { } known && known.Encoder == encoder.Name ? known
        : EncodedText.Of(encoder, string.Join('\n', facts.Texts.OrderBy(text => text.Role).Select(text => Head(text.Text))));

    /// <param name="encoded">From <see cref="Encode"/>; null where nobody is to wait for the encoder: the part "topics" is absent then.</param>
    public Preparation Prepare(ListingFacts facts, EncodedText? encoded)
    {
        var texts = new List<(TextRole Role, AnalysedText Text)>();
        foreach (var text in facts.Texts)
            texts.Add((text.Role, analyzer.Analyse(Head(text.Text))));
        var quantities = texts.SelectMany(text => text.Text.Quantities).Select(q => new NamedQuantity("", q.Dimension, q.Min, q.Max, q.Text));
        if (facts.Keywords.Count > 0)
            texts.Add((TextRole.Summary, analyzer.Analyse(Head(string.Join(' ', facts.Keywords)))));
        if (facts.Parameters.Count > 0)
            texts.Add((TextRole.Body, analyzer.Analyse(Head(string.Join(' ', facts.Parameters.Select(Described))))));
        var listing = new PreparedListing(
            facts.Kind,
            TermVector.Of(texts.Select(text => (text.Role, text.Text.Words))),
            TermVector.Of(texts.Select(text => (text.Role, text.Text.Bigrams))),
            TermVector.OfCharacters(texts.Select(text => (text.Role, text.Text.Bigrams)))
        )
        {
            Quantities = [.. facts.Parameters.Select(ParameterReader.Read).OfType<NamedQuantity>().Concat(quantities).Take(MostQuantities)],
            Modes = facts.Modes.Aggregate(
                CooperationModes.None,
                (all, mode) => all | (Enum.TryParse<CooperationModes>(mode, true, out var one) ? one : CooperationModes.None)
            ),
            Trl = facts.Trl,
            MoneyMinFen = facts.MoneyMinFen,
            MoneyMaxFen = facts.MoneyMaxFen,
            Region = facts.Region,
            Industry = facts.Industry,
            Ipc = facts.Ipc,
            Incomplete = facts.Incomplete,
            ConfirmedAt = facts.ConfirmedAt,
            Encoded = encoded,
        };
        return new(listing, Tokens(texts));
    }

    private static Dictionary<TextField, IReadOnlyList<string>> Tokens(List<(TextRole Role, AnalysedText Text)> texts)
    {
        var titles = texts.Where(text => text.Role == TextRole.Title).ToList();
        return new()
        {
            [TextField.TitleWords] = [.. titles.SelectMany(text => text.Text.Words).Select(token => token.Text)],
            [TextField.TitleBigrams] = [.. titles.SelectMany(text => text.Text.Bigrams).Select(token => token.Text)],
            [TextField.TextWords] = [.. titles.Concat(texts).SelectMany(text => text.Text.Words).Select(token => token.Text)],
            [TextField.TextBigrams] = [.. titles.Concat(texts).SelectMany(text => text.Text.Bigrams).Select(token => token.Text)],
        };
    }

    private static string Described(ParameterFact parameter) =>
        string.Join(' ', new[] { parameter.Name, parameter.Value, parameter.Min, parameter.Max, parameter.Unit, parameter.Text }.OfType<string>());

    private static string Head(string text) => text.Length <= AnalysedLength ? text : text[..AnalysedLength];
}
