using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Alerts;

/// <summary>A saved search as an address of the search page, and in words.</summary>
internal static class SearchAddress
{
    public static string Of(SavedSearch search)
    {
        var query = new QueryBuilder();
        if (search.Q.Length > 0)
            query.Add("q", search.Q);
        foreach (var (name, value) in Conditions(search))
            query.Add(name, value);
        query.Add("words", "all");
        query.Add("sort", "newest");
        return "/search" + query.ToQueryString().ToUriComponent();
    }

    /// <summary>Its filters, each with the values as the API knows them.</summary>
    private static IEnumerable<(string Name, string Value)> Conditions(SavedSearch search)
    {
        if (search.Kind is not null)
            yield return ("kind", search.Kind);
        foreach (
            var (name, values) in new (string, IEnumerable<string>)[]
            {
                ("region", search.Region.Select(x => x.Code)),
                ("industry", search.Industry.Select(x => x.Code)),
                ("field", search.Field),
                ("trl", search.Trl.Select(x => x.ToString(CultureInfo.InvariantCulture))),
                ("mode", search.Mode),
            }
        )
            if (string.Join(',', values) is { Length: > 0 } joined)
                yield return (name, joined);
        if (search.Organisation is { } organisation)
            yield return ("organisation", $"{organisation.Id}");
    }

    public static IReadOnlyList<string?> InWords(SavedSearch search, Words words) =>
        [
            search.Kind is null ? null : words["kind." + search.Kind],
            .. search.Region.Select(x => x.Label),
            .. search.Industry.Select(x => x.Label),
            .. search.Field,
            .. search.Trl.Select(x => "TRL " + x.ToString(CultureInfo.InvariantCulture)),
            .. search.Mode.Select(x => words.Of("mode", x)),
            search.Organisation?.Name,
        ];
}
