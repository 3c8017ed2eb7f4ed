using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Conditions on the facts of a listing, asked for the documents that a query meets anyway.</summary>
internal sealed class ListingFilter(ListingKind? kind, Guid? viewer, DateTimeOffset now) : Filter
{
    private readonly List<(string Field, HashSet<string> Codes)> conditions = [];

    /// <summary>At least one of the codes; nothing asked when there are none.</summary>
    public ListingFilter Any(string field, IReadOnlyList<string>? codes)
    {
        if (codes is { Count: > 0 })
            conditions.Add((field, [.. codes]));
        return this;
    }

    public override DocIdSet GetDocIdSet(AtomicReaderContext context, IBits acceptDocs)
    {
        var reader = context.AtomicReader;
        var facts = DocumentFacts.Of(reader);
        var checks = conditions.Select(condition => Check(reader, condition.Field, condition.Codes)).ToArray();
        var wantedKind = (long?)kind;
        var ticks = now.UtcTicks;
        return new Matching(
            reader.MaxDoc,
            acceptDocs,
            document =>
                facts.KindOf(document) is var found
                && found != ListingDocument.Tombstone
                && (wantedKind is null || found == wantedKind)
                && facts.ValidUntil(document) >= ticks
                && !facts.IsHiddenFrom(viewer, document)
                && Array.TrueForAll(checks, check => check(document))
        );
    }

    private static Predicate<int> Check(AtomicReader reader, string field, HashSet<string> codes)
    {
        var held = FacetCodes.Of(reader, field);
        var wanted = Array.ConvertAll(held.Names, codes.Contains);
        return document =>
        {
            foreach (var number in held.NumbersOf(document))
                if (wanted[number])
                    return true;
            return false;
        };
    }

    private sealed class Matching(int maxDoc, IBits? acceptDocs, Predicate<int> matches) : FieldCacheDocIdSet(maxDoc, acceptDocs)
    {
        protected override bool MatchDoc(int doc) => matches(doc);
    }
}

/// <summary>Doc values that may be absent from a segment read as zero.</summary>
internal static class DocValues
{
    public static NumericDocValues Numeric(AtomicReader reader, string field) =>
        reader.GetNumericDocValues(field) ?? global::Lucene.Net.Index.DocValues.EMPTY_NUMERIC;
}
