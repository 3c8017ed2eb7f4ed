using System.Runtime.InteropServices;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>
/// How a listing is kept in Lucene. A removed one stays as a tombstone (id and version alone), so that a late write of an older version is known as such.
/// </summary>
internal static class ListingDocument
{
    public const string Id = "id";
    public const string Version = "version";
    public const string Kind = "kind";
    public const string Organisation = "organisation";

    /// <summary>The organisation of an anonymous listing: no facet and no filter looks here.</summary>
    public const string Owner = "owner";
    public const string HiddenFrom = "hiddenFrom";
    public const string Region = "region";
    public const string Industry = "industry";
    public const string Field = "field";
    public const string Trl = "trl";
    public const string Mode = "mode";
    public const string PublishedAt = "publishedAt";
    public const string ValidUntil = "validUntil";
    public const string Embedding = "embedding";

    /// <summary>Value of <see cref="Kind"/> in a tombstone, which has no documents of its own.</summary>
    public const long Tombstone = -1;

    private static readonly FieldType Tokens = new()
    {
        IsIndexed = true,
        IsTokenized = true,
        IndexOptions = IndexOptions.DOCS_AND_FREQS,
    };

    public static string NameOf(TextField field) => field.ToString();

    public static Term IdTerm(Guid id) => new(Id, id.ToString("N"));

    public static Document Of(IndexWrite write)
    {
        var document = new Document
        {
            new StringField(Id, write.Id.ToString("N"), global::Lucene.Net.Documents.Field.Store.NO),
            new SortedDocValuesField(Id, new BytesRef(write.Id.ToString("N"))),
            new NumericDocValuesField(Version, write.Version),
            new NumericDocValuesField(Kind, write.Document is { } listing ? (long)listing.Kind : Tombstone),
        };
        if (write.Document is not null)
            Fill(document, write.Document);
        return document;
    }

    private static void Fill(Document document, IndexDocument listing)
    {
        foreach (var (field, tokens) in listing.Tokens)
            if (tokens.Count > 0)
                document.Add(new Field(NameOf(field), new TokenListStream(tokens), Tokens));
        document.Add(new NumericDocValuesField(PublishedAt, listing.PublishedAt.UtcTicks));
        document.Add(new NumericDocValuesField(ValidUntil, listing.ValidUntil?.UtcTicks ?? long.MaxValue));
        AddCodes(document, listing.Anonymous ? Owner : Organisation, [listing.OrganisationId.ToString("D")]);
        AddCodes(document, HiddenFrom, listing.HiddenFrom?.Select(id => id.ToString("D")) ?? []);
        AddCodes(document, Region, Codes.RegionPath(listing.Region));
        AddCodes(document, Industry, Codes.IndustryPath(listing.Industry));
        AddCodes(document, Field, listing.Field is { Length: > 0 } technology ? [technology] : []);
        AddCodes(document, Trl, listing.Trl is { } trl ? [trl.ToString(System.Globalization.CultureInfo.InvariantCulture)] : []);
        AddCodes(document, Mode, listing.Modes);
        if (listing.Embedding is { } embedding)
            document.Add(new BinaryDocValuesField(Embedding, new BytesRef(MemoryMarshal.AsBytes(embedding.AsSpan()).ToArray())));
    }

    private static void AddCodes(Document document, string field, IEnumerable<string> codes)
    {
        foreach (var code in codes.Distinct())
            document.Add(new SortedSetDocValuesField(field, new BytesRef(code)));
    }
}
