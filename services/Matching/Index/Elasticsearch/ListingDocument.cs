using System.Globalization;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>
/// How a listing is kept in Elasticsearch; the mapping is listings.json. A removed one stays as a tombstone (id and version alone): Elasticsearch forgets the
/// version of a deleted document after a minute, and a late write of an older version would bring the listing back.
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

    public static string NameOf(TextField field) =>
        field switch
        {
            TextField.TitleWords => "titleWords",
            TextField.TitleBigrams => "titleBigrams",
            TextField.TextWords => "textWords",
            _ => "textBigrams",
        };

    public static string NameOf(ListingKind kind) => kind == ListingKind.Achievement ? "achievement" : "demand";

    public static string Embedding(int dimensions) => $"vector_{dimensions.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Short vectors are compared as they are; of longer ones the engine keeps a bit of each number beside them, and looks at those first.</summary>
    public static bool IsInBits(int dimensions) => dimensions >= FewestInBits;

    /// <summary>The engine makes bits of no shorter ones.</summary>
    private const int FewestInBits = 64;

    public static string IdOf(Guid id) => id.ToString("N");

    /// <summary>Of a longer token the engine's tokenizer would make two.</summary>
    private const int LongestToken = 255;

    /// <summary>A token as the engine's whitespace tokenizer leaves it alone: some (concepts of several English words) have blanks inside.</summary>
    public static string Token(string token)
    {
        var whole = token.Length <= LongestToken ? token : token[..LongestToken];
        return whole.Any(IsBlank) ? string.Concat(whole.Select(c => IsBlank(c) ? '␣' : c)) : whole;
    }

    /// <summary>A little more than what Java calls white space.</summary>
    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c);

    public static Dictionary<string, object> Of(IndexWrite write)
    {
        var document = new Dictionary<string, object>(StringComparer.Ordinal) { [Id] = IdOf(write.Id), [Version] = write.Version };
        if (write.Document is not { } listing)
            return document;
        foreach (var (field, tokens) in listing.Tokens)
            document[NameOf(field)] = string.Join(' ', tokens.Select(Token));
        document[Kind] = NameOf(listing.Kind);
        document[listing.Anonymous ? Owner : Organisation] = listing.OrganisationId.ToString("D");
        if (listing.HiddenFrom is { Count: > 0 } hidden)
            document[HiddenFrom] = hidden.Select(id => id.ToString("D"));
        document[Region] = Codes.RegionPath(listing.Region);
        document[Industry] = Codes.IndustryPath(listing.Industry);
        document[Mode] = listing.Modes;
        document["ipc"] = listing.Ipc;
        document[PublishedAt] = listing.PublishedAt.UtcTicks;
        document[ValidUntil] = listing.ValidUntil?.UtcTicks ?? long.MaxValue;
        if (listing.Field is { Length: > 0 } technology)
            document[Field] = technology;
        if (listing.Trl is { } trl)
            document[Trl] = trl.ToString(CultureInfo.InvariantCulture);
        if (listing.Embedding is { Length: > 0 } embedding)
            document[Embedding(embedding.Length)] = embedding;
        return document;
    }
}
