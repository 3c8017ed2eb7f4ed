using System.Text;

namespace TechTransfer.Listings.Prefill.Reading;

/// <summary>A text file in UTF-8, UTF-16 with its mark, or GB18030.</summary>
internal static class PlainText
{
    public static string Read(byte[] file)
    {
        var text = file switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(file, 2, file.Length - 2),
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(file, 2, file.Length - 2),
            [0xEF, 0xBB, 0xBF, ..] => Try(Encoding.UTF8, file[3..]),
            _ => Try(Encoding.UTF8, file) ?? Try(Gb18030, file),
        };
        return text is null || text.Any(x => char.IsControl(x) && x is not ('\r' or '\n' or '\t' or '\f'))
            ? throw new UnreadableException("The file is neither PDF, DOCX nor a text file, or it is broken.")
            : text;
    }

    private static string? Try(Encoding encoding, byte[] bytes)
    {
        try
        {
            return Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Encoding Gb18030
    {
        get
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            return Encoding.GetEncoding("GB18030");
        }
    }
}
