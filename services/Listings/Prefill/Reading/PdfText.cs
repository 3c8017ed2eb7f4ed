using System.Text;
using System.Text.RegularExpressions;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Content;
using UglyToad.PdfPig.Exceptions;

namespace TechTransfer.Listings.Prefill.Reading;

/// <summary>The text of a PDF in the order in which it was set, which keeps columns apart; lines of one paragraph run on.</summary>
internal static partial class PdfText
{
    /// <summary>Of the size of a letter: what lies further apart is a space.</summary>
    private const double Space = 0.25;

    /// <summary>Of the size of a letter: what lies further above or below is another line.</summary>
    private const double SameLine = 0.4;

    /// <summary>Of the size of a letter: lines further apart are other paragraphs.</summary>
    private const double SameParagraph = 2.2;

    private const int LongestBeginning = 12;

    public static string Read(byte[] file, PrefillOptions limits, CancellationToken late)
    {
        try
        {
            using var pdf = PdfDocument.Open(file, new ParsingOptions { FilterProvider = new LimitedFilters(limits, late) });
            if (pdf.NumberOfPages > limits.MaxPages)
                throw new UnreadableException($"The PDF has {pdf.NumberOfPages} pages; at most {limits.MaxPages} are read. Paste the abstract.");
            var text = new StringBuilder();
            foreach (var page in pdf.GetPages())
            {
                late.ThrowIfCancellationRequested();
                Append(page, text);
                if (text.Length > limits.MaxTextLength)
                    break;
            }
            return text.ToString();
        }
        catch (PdfDocumentEncryptedException)
        {
            throw new UnreadableException("The PDF has a password; save it without one.");
        }
        // The library answers a broken file with whatever it stumbles over.
        catch (Exception broken) when (broken is not UnreadableException and not OperationCanceledException)
        {
            throw new UnreadableException("The PDF is broken.");
        }
    }

    private static void Append(Page page, StringBuilder text)
    {
        Letter? last = null;
        double lineStart = 0,
            right = page.Letters.Count == 0 ? 0 : page.Letters.Max(x => x.EndBaseLine.X);
        for (var at = 0; at < page.Letters.Count; at++)
        {
            var letter = page.Letters[at];
            if (last is null)
                lineStart = letter.StartBaseLine.X;
            else if (Math.Abs(letter.StartBaseLine.Y - last.StartBaseLine.Y) > SameLine * Size(letter))
            {
                var down = last.StartBaseLine.Y - letter.StartBaseLine.Y;
                // The line was full, and the next follows close below it, not indented: it goes on.
                var runsOn =
                    down > 0
                    && down < SameParagraph * Size(letter)
                    && last.EndBaseLine.X > right - 3 * Size(last)
                    && letter.StartBaseLine.X < lineStart + Size(letter)
                    && Math.Abs(Size(letter) - Size(last)) < 1
                    && !Beginning().IsMatch(string.Concat(page.Letters.Skip(at).Take(LongestBeginning).Select(x => x.Value)));
                text.Append(
                    !runsOn ? "\n"
                    : IsLatin(last) && IsLatin(letter) ? " "
                    : ""
                );
                lineStart = letter.StartBaseLine.X;
            }
            else if (
                letter.StartBaseLine.X - last.EndBaseLine.X > Space * Size(letter)
                && !string.IsNullOrWhiteSpace(last.Value)
                && (IsLatin(last) || IsLatin(letter))
            )
                text.Append(' ');
            text.Append(letter.Value);
            last = letter;
        }
        text.Append('\n');
    }

    /// <summary>A number, a bullet or a heading with a colon.</summary>
    [GeneratedRegex(
        @"^\s*(?:[（(]?[\d一二三四五六七八九十]{1,2}(?:[)）、]|[.](?!\d))|[-•●■]|[^。，；,.\d]{2,10}[:：])",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Beginning();

    private static double Size(Letter letter) => letter.PointSize > 0 ? letter.PointSize : 10;

    private static bool IsLatin(Letter letter) => letter.Value.Length > 0 && letter.Value[0] < 0x2E80;
}
