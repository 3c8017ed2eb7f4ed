using System.Text;
using System.Text.RegularExpressions;
using TechTransfer.Hosting;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Prefill;

/// <summary>
/// Splits an abstract by rules: headings, then figures, numbers of rights, levels and stages. What no rule knows stays text, so that nothing that was
/// written gets lost; what is not plain is not guessed.
/// </summary>
internal static partial class AbstractReader
{
    private const int LongestTitle = 60;

    /// <summary>Less than this beside headed parts is a letterhead.</summary>
    private const int ShortestRest = 30;
    private const int LongestKeyword = 60;
    private const int MostKeywords = 30;

    public static Abstract Read(string text)
    {
        var clean = Clean(text);
        var found = new Abstract();
        foreach (var (section, part) in SplitByHeadings(clean))
            found.Add(section, KeepsLines.Contains(section) ? part : Unwrapped(part.Trim()));
        var rest = found[Section.Text] ?? "";
        found.Title = TitleOf(found[Section.Title], ref rest) ?? FirstClause(found[Section.Content, Section.Summary, Section.Problem]);
        var body = found[Section.Content] is null ? Section.Summary : Section.Content;
        if (rest.Length >= ShortestRest || found[body] is null)
            found.Add(body, Unwrapped(rest));
        if (found[Section.Problem] is null && ProblemSentence().Match(rest) is { Success: true } problem)
            found.Add(Section.Problem, problem.Value);
        found.Keywords = KeywordsOf(found[Section.Keywords]);
        found.Industry = IndustryOf(found[Section.Industry]);
        found.Quantities = QuantityReader.Read(found.Running, found[Section.Figures]);
        found.Add(body, QuantityReader.Unread(found[Section.Figures]));
        found.Rights = RightsReader.Read(clean);
        (found.Trl, found.Stage) = Maturity.Read(clean, found[Section.Maturity]);
        return found;
    }

    /// <summary>Without control characters, full-width digits and letters as plain ones, line ends as one character.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var x in text.ReplaceLineEndings("\n"))
            // Browsers print 寸 into a PDF as the radical that looks like it, and fi as one letter.
            if (x is >= '\u2E80' and <= '\u2FDF' or >= '\uFB00' and <= '\uFB06')
                clean.Append(x.ToString().Normalize(NormalizationForm.FormKC));
            else
                clean.Append(
                    x switch
                    {
                        '\n' or '\f' => '\n',
                        >= '０' and <= '９' or >= 'Ａ' and <= 'Ｚ' or >= 'ａ' and <= 'ｚ' or '％' or '＞' or '＜' or '＝' or '．' => (char)(
                            x - 0xFEE0
                        ),
                        '\t' or '\u00A0' or '\u3000' => ' ',
                        _ when char.IsControl(x) || x is '\uFFFD' or '\uFEFF' or '\u200B' => ' ',
                        _ => x,
                    }
                );
        return clean.ToString();
    }

    private static IEnumerable<(Section Section, string Text)> SplitByHeadings(string text)
    {
        var section = Section.Text;
        var from = 0;
        foreach (Match heading in Heading().Matches(text))
        {
            yield return (section, text[from..heading.Index]);
            section = Headings.Of(HeadingLabel().Match(heading.Value).Value);
            from = heading.Index + heading.Length;
        }
        yield return (section, text[from..]);
    }

    /// <summary>A short first line without a full stop is the title; otherwise the first clause stands in for one.</summary>
    private static string? TitleOf(string? stated, ref string rest)
    {
        if (stated is not null)
        {
            var line = stated.Split('\n', 2);
            if (line.Length > 1)
                rest = (line[1] + "\n" + rest).Trim();
            return Shortened(line[0]);
        }
        var lines = rest.Trim().Split('\n', 2);
        var first = lines[0].Trim().TrimStart('#', '*', ' ');
        if (lines.Length > 1 && first.FitsIn(LongestTitle) && first.Length > 1 && !first.EndsWith('。') && !first.EndsWith('.'))
        {
            rest = lines[1].Trim();
            return first;
        }
        return FirstClause(rest);
    }

    private static string? FirstClause(string? text)
    {
        var clause = (text ?? "").Trim().Split(['。', '；', '\n', '!', '！', '?', '？'], 2)[0].Trim();
        if (!clause.FitsIn(LongestTitle))
            clause = clause.Split(['，', ','], 2)[0].Trim();
        return Shortened(clause);
    }

    private static string? Shortened(string title)
    {
        title = title.Trim().Trim('《', '》', '"', '“', '”');
        return title.Length == 0 ? null
            : title.FitsIn(200) ? title
            : string.Concat(title.EnumerateRunes().Take(LongestTitle));
    }

    /// <summary>A line that ends amid a sentence was broken by whatever it was copied from.</summary>
    private static string Unwrapped(string text) => BrokenLine().Replace(text, "");

    private static string[]? KeywordsOf(string? text)
    {
        if (text is null)
            return null;
        var line = text.Split('\n', 2)[0];
        // Spaces separate only where nothing else does: English keywords are of several words.
        var separators = line.AsSpan().IndexOfAny(";；,，、|/") >= 0 ? KeywordBreaks : [' '];
        var words = line.Split(separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(x => x.TrimEnd('。', '.'))
            .Where(x => x.Length > 0 && x.FitsIn(LongestKeyword))
            .Distinct(StringComparer.Ordinal)
            .Take(MostKeywords)
            .ToArray();
        return words.Length == 0 ? null : words;
    }

    /// <summary>A code, or the whole name of exactly one industry.</summary>
    private static string? IndustryOf(string? text)
    {
        var line = text?.Split(['\n', '。', '；'], 2)[0].Trim() ?? "";
        if (IndustryCode().Match(line) is { Success: true } code)
            return Industries.Normalise(code.Value);
        return line.Length == 0 ? null : Industries.Named(line);
    }

    /// <summary>Lines mean something in these.</summary>
    private static readonly Section[] KeepsLines = [Section.Text, Section.Title, Section.Figures, Section.Keywords, Section.Industry, Section.Rights];
    private static readonly char[] KeywordBreaks = [';', '；', ',', '，', '、', '|', '/'];

    /// <summary>A known label at the beginning of a line with a colon or alone on it, or in a running text behind a full stop with a colon.</summary>
    [GeneratedRegex(
        @"(?<=^|\n)[ ]{0,8}(?:[（(]?[一二三四五六七八九十\d]{1,2}[)）、.][ ]?)?[【\[#*]{0,3}[ ]?(?:"
            + Headings.Labels
            + @")[】\]*]{0,2}[ ]?(?:[:：]|(?=\n))|(?<=[。；;.][ ]?)(?:"
            + Headings.Labels
            + @")[ ]?[:：]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase,
        2000
    )]
    private static partial Regex Heading();

    [GeneratedRegex(Headings.Labels, RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, 2000)]
    private static partial Regex HeadingLabel();

    /// <summary>针对…的问题, 解决了…难题.</summary>
    [GeneratedRegex(
        @"(?:针对|为解决|为了解决|解决了|可解决|旨在解决)[^。；\n]{4,200}?(?:问题|难题|瓶颈|痛点|难点|需求)",
        RegexOptions.CultureInvariant,
        2000
    )]
    private static partial Regex ProblemSentence();

    [GeneratedRegex(@"(?<=[\p{IsCJKUnifiedIdeographs}，、])[ ]*\n[ ]*(?=[\p{IsCJKUnifiedIdeographs}\d])", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex BrokenLine();

    [GeneratedRegex(@"\b[A-Ta-t]?\d{2,4}\b", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex IndustryCode();
}
