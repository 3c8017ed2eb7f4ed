using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// The codes of one facet, by document of one segment: read once and kept as long as the segment, about 10 bytes a document. The engine's own are read from
/// the file one by one, which for a search that finds everything took twenty times as long as all the rest.
/// </summary>
internal sealed class FacetCodes
{
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<string, FacetCodes>> BySegment = [];

    /// <summary>Where the numbers of a document begin; they end where the next one's begin.</summary>
    private readonly int[] starts;
    private readonly int[] numbers;

    private FacetCodes(AtomicReader reader, string facet)
    {
        starts = new int[reader.MaxDoc + 1];
        numbers = [];
        Names = [];
        if (reader.GetSortedSetDocValues(facet) is not { } stored)
            return;
        var found = new List<int>(reader.MaxDoc);
        for (var document = 0; document < reader.MaxDoc; document++)
        {
            stored.SetDocument(document);
            for (var ord = stored.NextOrd(); ord != SortedSetDocValues.NO_MORE_ORDS; ord = stored.NextOrd())
                found.Add((int)ord);
            starts[document + 1] = found.Count;
        }
        numbers = [.. found];
        Names = new string[stored.ValueCount];
        var code = new BytesRef();
        for (var number = 0; number < Names.Length; number++)
        {
            stored.LookupOrd(number, code);
            Names[number] = code.Utf8ToString();
        }
    }

    public static FacetCodes Of(AtomicReader reader, string facet) =>
        BySegment.GetValue(reader.CoreCacheKey, _ => new(StringComparer.Ordinal)).GetOrAdd(facet, _ => new FacetCodes(reader, facet));

    /// <summary>The codes in ascending order; a code's number is its place.</summary>
    public string[] Names { get; }

    public ReadOnlySpan<int> NumbersOf(int document) => numbers.AsSpan(starts[document]..starts[document + 1]);
}
