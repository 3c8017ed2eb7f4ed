using System.IO.Compression;
using System.Text;
using System.Xml;

namespace TechTransfer.Listings.Prefill.Reading;

/// <summary>
/// The paragraphs of a DOCX, a line each, cells of a row beside one another. Only the one part that holds them is unpacked, as a stream that is
/// counted, so that a packed bomb ends where the limit is.
/// </summary>
internal static class DocxText
{
    private const int MaxParts = 10_000;
    private const string MainPart = "word/document.xml";

    public static string Read(byte[] file, PrefillOptions limits, CancellationToken late)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
            if (zip.Entries.Count > MaxParts)
                throw new UnreadableException($"The file has more than {MaxParts} parts.");
            if (zip.GetEntry("xl/workbook.xml") is not null)
                throw new UnreadableException("The file is a table; tables are imported under \"Import\".");
            var part = zip.GetEntry(MainPart) ?? throw new UnreadableException("The file is neither PDF, DOCX nor a text file, or it is broken.");
            using var counted = new CountedStream(part.Open(), limits.MaxUnpackedBytes, late);
            using var xml = XmlReader.Create(counted, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return Paragraphs(xml, limits.MaxTextLength);
        }
        catch (Exception broken) when (broken is InvalidDataException or XmlException or EndOfStreamException)
        {
            throw new UnreadableException("The DOCX is broken.");
        }
    }

    private static string Paragraphs(XmlReader xml, int enough)
    {
        var text = new StringBuilder();
        var cells = 0;
        xml.MoveToContent();
        while (!xml.EOF && text.Length <= enough)
        {
            if (xml.NodeType == XmlNodeType.Element)
                switch (xml.LocalName)
                {
                    // What stands in a fallback stands in the choice before it, too.
                    case "Fallback":
                        xml.Skip();
                        continue;
                    case "t" when xml.NamespaceURI.Contains("wordprocessingml", StringComparison.Ordinal):
                        text.Append(xml.ReadElementContentAsString());
                        continue;
                    case "tc":
                        cells++;
                        break;
                    case "tab":
                        text.Append(' ');
                        break;
                    case "br" or "cr":
                        text.Append('\n');
                        break;
                }
            else if (xml.NodeType == XmlNodeType.EndElement)
                switch (xml.LocalName)
                {
                    case "tc":
                        cells--;
                        text.Append('\t');
                        break;
                    case "p" when cells > 0:
                        text.Append(' ');
                        break;
                    case "p" or "tr":
                        text.Append('\n');
                        break;
                }
            xml.Read();
        }
        return text.ToString();
    }

    /// <summary>Ends where the limit is, whatever the part says of its size.</summary>
    private sealed class CountedStream(Stream inner, long limit, CancellationToken late) : Stream
    {
        private long _read;

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            late.ThrowIfCancellationRequested();
            var count = inner.Read(buffer);
            _read += count;
            return _read > limit ? throw new UnreadableException($"The file unpacks to more than the limit of {limit} bytes.") : count;
        }

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
