using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace TechTransfer.Tabular;

/// <summary>Tells format and encoding from the bytes.</summary>
internal static class TableSniffer
{
    private const int Window = 64 * 1024;

    public static TableFormat Sniff(Stream stream)
    {
        stream.Position = 0;
        var buffer = new byte[512];
        var head = buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
        stream.Position = 0;
        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8))
            return TableFormat.Xlsx;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]))
            throw new TableException("unknownFormat", "This is an old Excel workbook (.xls). Save it as .xlsx and try again.");
        if (head.StartsWith("%PDF"u8) || (HasNul(head) && !IsUtf16(head)))
            throw new TableException("unknownFormat", "This is no table: CSV, XLSX and JSON Lines can be read.");
        var text = head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        var first = text.IndexOfAnyExcept(" \t\r\n"u8);
        if (first < 0 && head.Length < buffer.Length)
            throw new TableException("empty", "The file is empty.");
        if (first >= 0 && text[first] == (byte)'{')
            return TableFormat.JsonLines;
        if (first >= 0 && text[first] == (byte)'[')
            throw new TableException("unknownFormat", "This is a JSON array. JSON Lines has one object on each line.");
        return TableFormat.Csv;
    }

    /// <summary>
    /// UTF-16 by its mark; UTF-8 when the whole text is valid in it or nearly so (a few spoiled bytes then spoil their rows, not the file);
    /// GB18030, which Chinese spreadsheet programs write, otherwise.
    /// </summary>
    public static Encoding EncodingOf(Stream stream)
    {
        stream.Position = 0;
        var buffer = new byte[Window];
        var text = new char[Window];
        int kept = 0,
            read;
        long valid = 0,
            invalid = 0;
        var isFirst = true;
        while ((read = stream.ReadAtLeast(buffer.AsSpan(kept), Window - kept, throwOnEndOfStream: false)) > 0)
        {
            var bytes = buffer.AsSpan(0, kept + read);
            if (isFirst && IsUtf16(bytes))
                return Rewound(bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode);
            isFirst = false;
            kept = 0;
            while (bytes.Length > 0)
            {
                // Decoded rather than only checked, because that says where an error is: each byte is looked at once.
                var status = Utf8.ToUtf16(bytes, text, out var consumed, out _, replaceInvalidSequences: false, isFinalBlock: false);
                valid += CountMultiByte(bytes[..consumed]);
                bytes = bytes[consumed..];
                if (status == OperationStatus.NeedMoreData)
                {
                    bytes.CopyTo(buffer);
                    kept = bytes.Length;
                    break;
                }
                if (status == OperationStatus.InvalidData)
                {
                    Rune.DecodeFromUtf8(bytes, out _, out var spoiled);
                    bytes = bytes[spoiled..];
                    invalid++;
                }
            }
            if (invalid > 200 && invalid * 10 > valid)
                break;
        }
        return Rewound(invalid * 10 > valid ? Gb18030 : Encoding.UTF8);

        Encoding Rewound(Encoding encoding)
        {
            stream.Position = 0;
            return encoding;
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

    /// <summary>Characters of more than one byte: as many as there are bytes that begin one.</summary>
    private static long CountMultiByte(ReadOnlySpan<byte> bytes)
    {
        long count = 0;
        foreach (var x in bytes)
            count += x >= 0xC0 ? 1 : 0;
        return count;
    }

    private static bool IsUtf16(ReadOnlySpan<byte> bytes) => bytes.Length >= 2 && ((bytes[0], bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF));

    private static bool HasNul(ReadOnlySpan<byte> bytes) => bytes.Contains((byte)0);
}
