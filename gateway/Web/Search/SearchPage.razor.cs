using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Search;

public sealed partial class SearchPage
{
    private static readonly string[] Scripts = ["_content/TechTransfer.Gateway.Web/search.js"];
    private static readonly string[] FacetNames = ["trl", "region", "mode", "industry", "organisation"];
    private static readonly string[] Sorts = ["relevance", "newest", "closing"];
    private static readonly (string? Kind, string Label)[] Kinds =
    [
        (null, "search.all"),
        ("achievement", "kind.achievement"),
        ("demand", "kind.demand"),
    ];

    private Filters _filters = null!;
    private SearchAnswer _answer = new(0, [], null, null);

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private string Heading =>
        _filters.Query.Length > 0 ? T["search.heading", _filters.Query]
        : _filters["kind"] == "demand" ? T["menu.needs"]
        : _filters["kind"] == "achievement" ? T["menu.technologies"]
        : T["search.everything"];

    private bool Open => false;

    private List<(string Name, string Label)> Chosen =>
        [.. FacetNames.Append("words").Where(x => _filters[x] is not null).Select(x => (x, Label(x, _filters[x]!)))];

    protected override async Task OnInitializedAsync()
    {
        _filters = new Filters(Http.Request.Query);
        _answer = await Door.GetAsync<SearchAnswer>(_filters.Api, Http.RequestAborted);
    }

    private string Label(string facet, string code) =>
        _answer.Facets?.GetValueOrDefault(facet)?.FirstOrDefault(x => x.Code == code)?.Label ?? T.Of(facet, code);

    private string KindCount(string? kind) =>
        _answer.Facets?.GetValueOrDefault("kind") is { } kinds
            ? Show.Count(kind is null ? kinds.Sum(x => x.Count) : kinds.FirstOrDefault(x => x.Code == kind)?.Count ?? 0)
            : "";
}
