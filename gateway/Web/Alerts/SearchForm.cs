using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Alerts;

/// <summary>What is typed to save a search; of the filters, those that stay ticked.</summary>
public sealed record SearchForm
{
    public string? Name { get; init; }
    public string? Q { get; init; }
    public string? Kind { get; init; }
    public IReadOnlyList<string>? Region { get; init; }
    public IReadOnlyList<string>? Industry { get; init; }
    public IReadOnlyList<string>? Field { get; init; }
    public IReadOnlyList<string>? Trl { get; init; }
    public IReadOnlyList<string>? Mode { get; init; }
    public string? Organisation { get; init; }
    public string? Tell { get; init; }

    public static readonly string[] Tells = ["atOnce", "daily", "inbox"];

    /// <summary>Out of the address of the search page.</summary>
    public static SearchForm Of(IQueryCollection query) =>
        new()
        {
            Name = query["q"].ToString() is { Length: > 0 } text ? Cut(text) : null,
            Q = query["q"],
            Kind = query["kind"].ToString() is { Length: > 0 } kind ? kind : null,
            Region = Many(query, "region"),
            Industry = Many(query, "industry"),
            Field = Many(query, "field"),
            Trl = Many(query, "trl"),
            Mode = Many(query, "mode"),
            Organisation = query["organisation"].ToString() is { Length: > 0 } organisation ? organisation : null,
            Tell = "daily",
        };

    public static SearchForm Of(SavedSearch search) =>
        new()
        {
            Name = search.Name,
            Q = search.Q,
            Kind = search.Kind,
            Region = [.. search.Region.Select(x => x.Code)],
            Industry = [.. search.Industry.Select(x => x.Code)],
            Field = search.Field,
            Trl = [.. search.Trl.Select(x => x.ToString(System.Globalization.CultureInfo.InvariantCulture))],
            Mode = search.Mode,
            Organisation = search.Organisation?.Id.ToString(),
            Tell = search.Tell,
        };

    /// <summary>Each filter that is set, by the name of its facet.</summary>
    public IEnumerable<(string Name, string Value)> Filters =>
        new (string Name, IReadOnlyList<string>? Values)[]
        {
            ("region", Region),
            ("industry", Industry),
            ("field", Field),
            ("trl", Trl),
            ("mode", Mode),
            ("organisation", Organisation is null ? null : [Organisation]),
        }.SelectMany(x => (x.Values ?? []).Select(value => (x.Name, value)));

    /// <summary>The call that tells what it finds today.</summary>
    public string Api
    {
        get
        {
            var query = new Microsoft.AspNetCore.Http.Extensions.QueryBuilder
            {
                { "words", "all" },
                { "sort", "newest" },
                { "limit", "3" },
            };
            if (!string.IsNullOrWhiteSpace(Q))
                query.Add("q", Q);
            if (!string.IsNullOrEmpty(Kind))
                query.Add("kind", Kind);
            foreach (var (name, value) in Filters)
                query.Add(name, value);
            return "/api/search" + query.ToQueryString().ToUriComponent();
        }
    }

    public object Body =>
        new
        {
            name = Name,
            q = Q,
            kind = string.IsNullOrEmpty(Kind) ? null : Kind,
            region = Region,
            industry = Industry,
            field = Field,
            trl = Trl,
            mode = Mode,
            organisation = Organisation,
            tell = Tell,
        };

    private static List<string> Many(IQueryCollection query, string name) =>
        [.. query[name].SelectMany(x => (x ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static string Cut(string text) => text.Length <= 50 ? text : text[..(char.IsHighSurrogate(text[49]) ? 49 : 50)];
}
