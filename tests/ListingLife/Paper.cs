using System.IO.Compression;
using System.Text;

namespace TechTransfer.ListingLife;

/// <summary>Files as people send them: PDFs and DOCX with these lines.</summary>
internal static class Paper
{
    private const string ToUnicode = """
        /CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Adobe-Identity-UCS def /CMapType 2 def
        1 begincodespacerange <0000> <FFFF> endcodespacerange
        1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap CMapName currentdict /CMap defineresource pop end end
        """;

    /// <param name="pages">The same lines so many times.</param>
    /// <param name="kid">The page in place of the pages.</param>
    /// <param name="form">Content that is a form, too, named X1 on the page.</param>
    /// <param name="parameters">How the packed content is to be unpacked.</param>
    /// <param name="trailer">More entries of the trailer, such as those of an encryption.</param>
    public static byte[] Pdf(
        string[] lines,
        int pages = 1,
        string trailer = "",
        byte[]? packed = null,
        string? content = null,
        string? kid = null,
        string? form = null,
        string parameters = ""
    )
    {
        var text = new StringBuilder("BT /F1 11 Tf 60 780 Td 18 TL\n");
        foreach (var line in lines)
            text.Append('<').Append(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(line))).Append("> Tj T*\n");
        content ??= form ?? text.Append("ET").ToString();
        var kind = form is null ? "" : "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X1 7 0 R >> >>";
        var objects = new List<string>
        {
            "<< /Type /Catalog /Pages 2 0 R >>",
            $"<< /Type /Pages /Count {pages} /Kids [{kid ?? string.Join(' ', Enumerable.Range(0, pages).Select(x => $"{8 + x} 0 R"))}] >>",
            "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /DW 1000 /FontDescriptor 6 0 R >>",
            $"<< /Length {ToUnicode.Length} >>\nstream\n{ToUnicode}\nendstream",
            "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /CapHeight 700 /StemV 80 >>",
            packed is null
                ? $"<< /Length {content.Length} {kind} >>\nstream\n{content}\nendstream"
                : $"<< /Length {packed.Length} /Filter /FlateDecode {parameters} >>\nstream\n{Encoding.Latin1.GetString(packed)}\nendstream",
        };
        for (var page = 0; page < pages; page++)
            objects.Add(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 7 0 R /Resources << /Font << /F1 3 0 R >> /XObject << /X1 7 0 R >> >> >>"
            );
        var pdf = new StringBuilder("%PDF-1.7\n");
        var starts = new List<int>();
        for (var i = 0; i < objects.Count; i++)
        {
            starts.Add(pdf.Length);
            pdf.Append($"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var table = pdf.Length;
        pdf.Append($"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var start in starts)
            pdf.Append($"{start:D10} 00000 n \n");
        pdf.Append($"trailer\n<< /Size {objects.Count + 1} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }

    /// <summary>A PDF that opens with a password only.</summary>
    public static byte[] LockedPdf() =>
        Pdf(
            ["密"],
            trailer: $"/ID [<{new string('1', 32)}> <{new string('1', 32)}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{new string('A', 64)}> /U <{new string('B', 64)}> >>"
        );

    /// <summary>A page whose content unpacks to so many bytes.</summary>
    public static byte[] PdfBomb(int bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            for (var chunk = new byte[1 << 20]; bytes > 0; bytes -= chunk.Length)
                zip.Write(chunk);
        return Pdf([], packed: packed.ToArray());
    }

    public static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Docx(params IEnumerable<string> lines) =>
        Zip(
            "word/document.xml",
            writer =>
            {
                writer.Write("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>");
                foreach (var line in lines)
                    writer.Write($"<w:p><w:r><w:t>{System.Security.SecurityElement.Escape(line)}</w:t></w:r></w:p>");
                writer.Write("</w:body></w:document>");
            }
        );

    public static byte[] Zip(string name, Action<StreamWriter> write)
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var writer = new StreamWriter(zip.CreateEntry(name).Open());
            write(writer);
        }
        return file.ToArray();
    }
}
