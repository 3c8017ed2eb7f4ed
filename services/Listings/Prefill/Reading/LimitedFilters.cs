using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace TechTransfer.Listings.Prefill.Reading;

/// <summary>
/// Unpacks the streams of one PDF under a common limit: each is unpacked into nothing first, because the library unpacks into memory without end.
/// </summary>
internal sealed class LimitedFilters(PrefillOptions limits, CancellationToken late) : IFilterProvider
{
    /// <summary>LZW has no streaming reader here; packed it expands some thousand times at most.</summary>
    private const int MostExpanded = 4096;
    private long _unpacked;

    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Limited(DefaultFilterProvider.Instance.GetFilters(dictionary));

    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Limited(DefaultFilterProvider.Instance.GetNamedFilters(names));

    public IReadOnlyList<IFilter> GetAllFilters() => Limited(DefaultFilterProvider.Instance.GetAllFilters());

    private List<IFilter> Limited(IReadOnlyList<IFilter> filters) => [.. filters.Select(x => new Filter(x, this))];

    private void Add(long bytes)
    {
        late.ThrowIfCancellationRequested();
        _unpacked += bytes;
        if (_unpacked > limits.MaxUnpackedBytes)
            throw new UnreadableException($"The file unpacks to more than the limit of {limits.MaxUnpackedBytes} bytes.");
    }

    private sealed class Filter(IFilter inner, LimitedFilters all) : IFilter
    {
        public bool IsSupported => inner.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken dictionary, IFilterProvider filters, int index)
        {
            if (inner is FlateFilter)
                Inflate(input);
            else if (inner is LzwFilter && (long)input.Length * MostExpanded > all.LimitOfPacked)
                throw new UnreadableException("The PDF is packed in an old way (LZW); save it anew.");
            var output = inner.Decode(input, dictionary, filters, index);
            if (inner is not FlateFilter)
                all.Add(output.Length);
            return output;
        }

        private void Inflate(Memory<byte> input)
        {
            var buffer = new byte[64 * 1024];
            try
            {
                // As the library does it: what the two bytes of the header say is not looked at.
                using var unpacking = new DeflateStream(new MemoryStream(input[Math.Min(2, input.Length)..].ToArray()), CompressionMode.Decompress);
                while (unpacking.Read(buffer) is var read and > 0)
                    all.Add(read);
            }
            catch (InvalidDataException)
            {
                // What the library makes of a damaged stream is no more than was counted until here.
            }
        }
    }

    private long LimitOfPacked => limits.MaxUnpackedBytes * 4;
}
