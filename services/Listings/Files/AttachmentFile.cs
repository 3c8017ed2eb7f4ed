using System.IO.Compression;

namespace TechTransfer.Listings.Files;

/// <summary>What may be attached, told by its content: PDF, DOCX, XLSX, PPTX, PNG or JPEG. It is handed out as it came, always as a download.</summary>
internal static class AttachmentFile
{
    private const int MostParts = 5_000;
    private const string OpenXml = "application/vnd.openxmlformats-officedocument.";

    /// <exception cref="UnfitFileException">It is none of these.</exception>
    public static (string ContentType, string Extension) TypeOf(byte[] file)
    {
        if (file.AsSpan().StartsWith("%PDF-"u8))
            return ("application/pdf", ".pdf");
        if (PictureReader.IsPng(file))
            return ("image/png", ".png");
        if (PictureReader.IsJpeg(file))
            return ("image/jpeg", ".jpg");
        if (file.AsSpan().StartsWith("PK\u0003\u0004"u8))
            return OfficeTypeOf(file);
        throw Unknown();
    }

    /// <summary>Only the list of its parts is read, nothing is unpacked.</summary>
    private static (string ContentType, string Extension) OfficeTypeOf(byte[] file)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file, writable: false));
            if (zip.Entries.Count > MostParts || zip.GetEntry("[Content_Types].xml") is null)
                throw Unknown();
            if (zip.Entries.Any(x => x.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase)))
                throw new UnfitFileException("The file holds macros; save it without them.");
            return zip switch
            {
                var x when x.GetEntry("word/document.xml") is not null => (OpenXml + "wordprocessingml.document", ".docx"),
                var x when x.GetEntry("xl/workbook.xml") is not null => (OpenXml + "spreadsheetml.sheet", ".xlsx"),
                var x when x.GetEntry("ppt/presentation.xml") is not null => (OpenXml + "presentationml.presentation", ".pptx"),
                _ => throw Unknown(),
            };
        }
        catch (InvalidDataException)
        {
            throw Unknown();
        }
    }

    /// <summary>The given name with the extension that its content has.</summary>
    public static string NameOf(string given, string extension)
    {
        var ends =
            given.EndsWith(extension, StringComparison.OrdinalIgnoreCase)
            || extension == ".jpg" && given.EndsWith(".jpeg", StringComparison.OrdinalIgnoreCase);
        return ends ? given : (given.Length == 0 ? "file" : given) + extension;
    }

    private static UnfitFileException Unknown() => new("The file is no PDF, DOCX, XLSX, PPTX, PNG or JPEG.");
}
