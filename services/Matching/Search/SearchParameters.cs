using System.Globalization;
using Microsoft.AspNetCore.Http;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Search;

/// <summary>The query string of a search; several values are repeated or comma-separated.</summary>
internal sealed record SearchParameters(string? Text, SearchFilter Filter, SearchSort Sort, string? After, int Limit, bool EveryWord)
{
    public const int LongestQuery = 500;
    private const int MostLimit = 100;
    private const int MostValues = 50;
    private static readonly string[] Modes = ["transfer", "licence", "equity", "joint", "commission", "service", "consulting", "open"];

    /// <summary>Null with what is wrong by parameter, or the parameters.</summary>
    public static (SearchParameters? Parameters, Dictionary<string, string[]> Errors) Read(IQueryCollection query)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var text = query["q"].ToString().Trim();
        if (text.EnumerateRunes().Count() > LongestQuery)
            Wrong("q", $"At most {LongestQuery} characters.");
        var kind = One(
            "kind",
            "achievement or demand.",
            x => x is "achievement" or "demand" ? Enum.Parse<ListingKind>(x, ignoreCase: true) : (ListingKind?)null
        );
        var sort = One(
            "sort",
            "relevance, newest or closing.",
            x => x is "relevance" or "newest" or "closing" ? Enum.Parse<SearchSort>(x, true) : (SearchSort?)null
        );
        var limit = One(
            "limit",
            $"From 1 to {MostLimit}.",
            x => int.TryParse(x, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= MostLimit ? n : (int?)null
        );
        var everyWord = One("words", "all or any.", x => x is "all" or "any" ? x == "all" : (bool?)null);
        var organisation = One("organisation", "The id of one organisation.", x => Guid.TryParse(x, out var id) ? id : (Guid?)null);
        var filter = new SearchFilter(
            kind,
            Many("region", "Six-digit division codes.", x => x.Length == 6 && x.All(char.IsAsciiDigit) ? x : null),
            Many("industry", "Codes of GB/T 4754.", Industries.Normalise),
            Many("field", "At most 100 characters each.", x => x.Length <= 100 ? x : null),
            Many("trl", "Numbers from 1 to 9.", x => int.TryParse(x, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 9 ? x : null)
                ?.Select(x => int.Parse(x, CultureInfo.InvariantCulture))
                .ToList(),
            Many("mode", $"Of {string.Join(", ", Modes)}.", x => Modes.Contains(x, StringComparer.Ordinal) ? x : null),
            organisation
        );
        var after = query["after"].ToString();
        return errors.Count > 0
            ? (null, errors)
            : (
                new SearchParameters(text, filter, sort ?? SearchSort.Relevance, after.Length == 0 ? null : after, limit ?? 20, everyWord ?? false),
                errors
            );

        void Wrong(string name, string message) => errors[name] = [message];

        T? One<T>(string name, string message, Func<string, T?> read)
            where T : struct
        {
            var values = Values(query, name);
            if (values.Count == 0)
                return null;
            if (values.Count == 1 && read(values[0]) is { } value)
                return value;
            Wrong(name, message);
            return null;
        }

        IReadOnlyList<string>? Many(string name, string message, Func<string, string?> read)
        {
            var values = Values(query, name);
            var good = values.Select(read).OfType<string>().ToList();
            if (good.Count < values.Count || values.Count > MostValues)
                Wrong(name, values.Count > MostValues ? $"At most {MostValues} values." : message);
            return values.Count == 0 ? null : good;
        }
    }

    private static List<string> Values(IQueryCollection query, string name) =>
        [
            .. query[name]
                .SelectMany(x => (x ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                .Distinct(StringComparer.Ordinal),
        ];
}
