using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Search;

/// <summary>Something a search box may propose because a published listing is called so: its title, a keyword, a word of its title.</summary>
internal sealed class SuggestedTerm
{
    public const int LongestTerm = 80;
    private const int MostWords = 8;

    public required Guid ListingId { get; init; }

    /// <summary>As the analyser normalises it; prefixes are looked up in this.</summary>
    public required string Normalised { get; init; }
    public required string Display { get; init; }

    public static IEnumerable<SuggestedTerm> Of(PublishedListing listing, Preparation preparation)
    {
        var words = preparation
            .Tokens[TextField.TitleWords]
            .Where(x => x.Length >= 2 && char.IsLetter(x[0]))
            .Distinct(StringComparer.Ordinal)
            .Take(MostWords);
        return listing
            .Facts.Keywords.Prepend(listing.Title)
            // A stemmed English word is none to show; the title and the keywords hold it as written.
            .Concat(words.Where(x => x[0] > 0x2E80))
            .Select(x => (Display: x.Trim(), Normalised: Analyzer.Normalise(x)))
            .Where(x => x.Normalised.Length is > 0 and <= LongestTerm && x.Display.Length <= LongestTerm)
            .DistinctBy(x => x.Normalised, StringComparer.Ordinal)
            .Select(x => new SuggestedTerm
            {
                ListingId = listing.Id,
                Normalised = x.Normalised,
                Display = x.Display,
            });
    }
}
