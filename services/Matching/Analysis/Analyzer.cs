using JiebaNet.Segmenter;

namespace TechTransfer.Matching.Analysis;

/// <summary>
/// The one analyser: what engines index and what the ranker compares comes from here. Loading its dictionaries takes about a second, so it is a warm
/// singleton; <see cref="Analyse"/> may be called from any thread and never fails on any text.
/// </summary>
public sealed class Analyzer
{
    /// <summary>Part of a generation: changes whenever the same text would give other tokens.</summary>
    public const string Version = "a2";

    private static readonly string?[] Pairs = new string?[1 << 15];
    private readonly JiebaSegmenter segmenter;
    private readonly Aliases aliases;

    private Analyzer(JiebaSegmenter segmenter, Aliases aliases) => (this.segmenter, this.aliases) = (segmenter, aliases);

    /// <summary>Loads dictionary, domain words and aliases. Throws <see cref="FileNotFoundException"/> when jieba's dictionary is not beside the program.</summary>
    public static Analyzer Load()
    {
        ConfigManager.ConfigFileBaseDir = Path.Combine(AppContext.BaseDirectory, "Resources");
        var jieba = new JiebaSegmenter();
        var technologies = new Aliases(DataFile.Lines("aliases.tsv"), EnglishStemmer.Stem);
        foreach (var word in DataFile.Lines("domain-words.txt").Concat(technologies.ChineseSpellings.Where(word => word.All(Script.IsHan))))
            jieba.AddWord(word, 0, null);
        jieba.Tokenize("预热", TokenizerMode.Default, true).Count();
        return new(jieba, technologies);
    }

    /// <summary>How a text reads after normalisation: what suggestions and equality of titles compare.</summary>
    public static string Normalise(string text) =>
        string.Join(' ', NormalisedText.Of(text).Lower.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The quantity of a structured value with its unit ("≥ 99.9", "%"); null when there is no number in it.</summary>
    public static Quantity? ReadQuantity(string value, string? unit) => QuantityReader.Of(value, unit);

    public AnalysedText Analyse(string? text) => Analyse(text, withWords: true);

    /// <summary>All but the dictionary words, which cost most of the time: enough to find shared passages.</summary>
    public AnalysedText Scan(string? text) => Analyse(text, withWords: false);

    private AnalysedText Analyse(string? text, bool withWords)
    {
        if (string.IsNullOrWhiteSpace(text))
            return AnalysedText.Empty;
        var reading = new Reading(NormalisedText.Of(text));
        for (var i = 0; i < reading.Text.Length; )
        {
            var c = reading.Text[i];
            i =
                Script.IsHan(c) ? Han(reading, i, withWords)
                : Script.IsDigit(c) ? Number(reading, i)
                : Script.IsLetter(c) ? Word(reading, i)
                : i + 1;
        }
        AddEnglishAliases(reading);
        return reading.Result();
    }

    private int Han(Reading reading, int start, bool withWords)
    {
        var end = start;
        while (end < reading.Text.Length && Script.IsHan(reading.Text[end]))
            end++;
        if (withWords)
            foreach (var word in segmenter.Tokenize(reading.Text[start..end], TokenizerMode.Default, true))
                reading.AddWord(word.Word, start + word.StartIndex, start + word.EndIndex);
        var run = reading.Text.AsSpan(start, end - start);
        for (var i = 0; i < run.Length; i++)
            if (aliases.At(run[i..]) is var (concept, length))
                reading.AddWord(concept, start + i, start + i + length);
        if (run.Length == 1)
            reading.AddBigram(run.ToString(), start, end);
        for (var i = 0; i + 1 < run.Length; i++)
            reading.AddBigram(Pair(run[i], run[i + 1]), start + i, start + i + 2);
        return end;
    }

    /// <summary>The same pairs come again and again: most are kept, so that scanning a text leaves little to be collected.</summary>
    private static string Pair(char first, char second)
    {
        ref var kept = ref Pairs[(first * 31 + second) & (Pairs.Length - 1)];
        if (kept is { } pair && pair[0] == first && pair[1] == second)
            return pair;
        return kept = new string([first, second]);
    }

    /// <summary>A number with its unit is one token; digits that run on into letters are a model number.</summary>
    private static int Number(Reading reading, int start)
    {
        if (QuantityReader.At(reading.Source, start) is not { } found)
            return start + 1;
        var runsOn = found.End < reading.Text.Length && Script.IsLetter(reading.Text[found.End]);
        if (found.Quantity is null && (runsOn || IsJoined(reading.Text, found.End)))
            return Word(reading, start);
        reading.AddWord(found.Token, found.Start, found.End);
        reading.AddBigram(found.Token, found.Start, found.End);
        if (found.Quantity is { } quantity)
            reading.Quantities.Add(quantity);
        return found.End;
    }

    private static bool IsJoined(string text, int position) =>
        position + 1 < text.Length && Script.IsJoiner(text[position]) && Script.IsWordCharacter(text[position + 1]);

    /// <summary>A word, or several joined by hyphens and the like: then the whole and each piece.</summary>
    private static int Word(Reading reading, int start)
    {
        var pieces = new List<(int Start, int End)>();
        var end = start;
        for (var pieceStart = start; ; pieceStart = end + 1)
        {
            end = pieceStart;
            while (end < reading.Text.Length && Script.IsWordCharacter(reading.Text[end]))
                end++;
            pieces.Add((pieceStart, end));
            if (!IsJoined(reading.Text, end) || pieces.Count == 6)
                break;
        }
        if (pieces.Count > 1)
            reading.AddWord(reading.Text[start..end], start, end);
        foreach (var (from, to) in pieces)
        {
            var piece = reading.Text[from..to];
            var stem = piece.All(char.IsAsciiLetter) ? EnglishStemmer.Stem(piece) : piece;
            reading.AddStem(stem, from, to);
        }
        return end;
    }

    private void AddEnglishAliases(Reading reading)
    {
        var stems = reading.Stems.ConvertAll(token => token.Text);
        for (var i = 0; i < stems.Count; i++)
            if (aliases.At(stems, i) is var (concept, count))
                reading.Words.Add(new(concept, reading.Stems[i].Start, reading.Stems[i + count - 1].End));
    }

    /// <summary>The tokens of one text while it is being read.</summary>
    private sealed class Reading(NormalisedText source)
    {
        private readonly List<Token> bigrams = new(source.Lower.Length);

        public NormalisedText Source { get; } = source;
        public string Text { get; } = source.Lower;
        public List<Token> Words { get; } = [];
        public List<Token> Stems { get; } = [];
        public List<Quantity> Quantities { get; } = [];

        public void AddWord(string token, int start, int end) => Words.Add(Original(token, start, end));

        public void AddBigram(string token, int start, int end) => bigrams.Add(Original(token, start, end));

        public void AddStem(string stem, int start, int end)
        {
            var token = Original(stem, start, end);
            Stems.Add(token);
            Words.Add(token);
            bigrams.Add(token);
        }

        public AnalysedText Result() => new(Words, bigrams, Quantities);

        private Token Original(string token, int start, int end) => new(token, Source.OriginalStart(start), Source.OriginalEnd(end));
    }
}
