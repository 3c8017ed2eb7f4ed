using TechTransfer.Hosting;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Listings;

internal sealed record OrganisationName(Guid Id, string Name);

internal sealed record CodeLabel(string Code, string Label);

internal sealed record MoneyRange(Money? Min, Money? Max);

/// <summary>A listing as lists show it.</summary>
/// <param name="Summary">At most 300 characters of it.</param>
/// <param name="Organisation">Null of an anonymous one.</param>
/// <param name="Region">Null where even the province of an anonymous one would tell whose it is.</param>
/// <param name="Price">Asking price or budget.</param>
/// <param name="Cover">Its picture, at /api/achievements/{id}/files/{cover}.</param>
internal sealed record ListingSummary(
    Guid Id,
    ListingKind Kind,
    string Title,
    string? Summary,
    OrganisationName? Organisation,
    bool Anonymous,
    CodeLabel? Region,
    CodeLabel? Industry,
    string? Field,
    int? Trl,
    IReadOnlyList<string> Modes,
    MoneyRange? Price,
    DateTimeOffset PublishedAt,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset? ValidUntil,
    bool InNegotiation,
    bool Contracted,
    bool Incomplete,
    Guid? Cover
)
{
    private const int SummaryLength = 300;

    /// <param name="names">Today's names of organisations; the one of publication stands in where none is known.</param>
    public static ListingSummary Of(PublishedListing listing, IReadOnlyDictionary<Guid, OrganisationCopy> names, Language language)
    {
        var facts = listing.Facts;
        return new ListingSummary(
            listing.Id,
            listing.Kind,
            listing.Title,
            Cut(listing.Summary),
            OrganisationOf(listing, names, language),
            facts.Anonymous,
            facts.Region is { Length: > 0 } region ? new CodeLabel(region, Places.Label(region, language.Code)) : null,
            facts.Industry is { } industry ? new CodeLabel(industry, Industries.Label(industry, language.Code)) : null,
            facts.Field,
            facts.Trl,
            facts.Modes,
            facts is { MoneyMinFen: null, MoneyMaxFen: null } ? null : new MoneyRange(MoneyOf(facts.MoneyMinFen), MoneyOf(facts.MoneyMaxFen)),
            facts.PublishedAt,
            facts.ConfirmedAt,
            facts.ValidUntil,
            listing.InNegotiation,
            listing.Contracted,
            facts.Incomplete,
            listing.CoverId
        );
    }

    /// <summary>Null of an anonymous listing, whoever asks: its owner knows, and the reviewer is told where the listing is.</summary>
    public static OrganisationName? OrganisationOf(PublishedListing listing, IReadOnlyDictionary<Guid, OrganisationCopy> names, Language language) =>
        listing.Facts.Anonymous
            ? null
            : new OrganisationName(
                listing.Facts.OrganisationId,
                names.GetValueOrDefault(listing.Facts.OrganisationId)?.NameIn(language) ?? listing.OrganisationName
            );

    private static Money? MoneyOf(long? fen) => fen is { } amount ? new Money(amount) : null;

    private static string? Cut(string? text)
    {
        if (text is null || text.Length <= SummaryLength)
            return text;
        var end = char.IsHighSurrogate(text[SummaryLength - 1]) ? SummaryLength - 1 : SummaryLength;
        return text[..end] + "…";
    }
}
