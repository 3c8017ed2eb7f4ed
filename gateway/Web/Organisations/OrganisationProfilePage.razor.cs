using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Organisations;

/// <summary>
/// What everybody may know of an organisation. Its listings are those that the public search finds under its name, so that whatever does not name its
/// organisation in public, an anonymous need before all, neither stands here nor is counted.
/// </summary>
public sealed partial class OrganisationProfilePage
{
    private static readonly (string? Kind, string Label)[] Kinds =
    [
        (null, "search.all"),
        ("achievement", "kind.achievement"),
        ("demand", "kind.demand"),
    ];

    private PublicOrganisation _organisation = null!;
    private ResponseRate? _rate;
    private SearchAnswer _answer = new(0, [], null, null);
    private IReadOnlyList<Hit> _hits = [];

    [Parameter, EditorRequired]
    public required Guid Id { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private string? Kind => Http.Request.Query["kind"].ToString() is var kind && kind is "achievement" or "demand" ? kind : null;

    private bool InEnglish => T.Language == Language.English && _organisation.NameEn is not null;

    private string Name => InEnglish ? _organisation.NameEn! : _organisation.Name;

    private string? OtherName => InEnglish ? _organisation.Name : _organisation.NameEn;

    protected override async Task OnInitializedAsync()
    {
        var cancelled = Http.RequestAborted;
        var rate = Door.FindAsync<ResponseRate>($"/api/figures/organisations/{Id}", cancelled);
        var search = QueryHelpers.AddQueryString(
            $"/api/search?organisation={Id}&sort=newest",
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["kind"] = Kind, ["after"] = After }
        );
        var found = Door.GetAsync<SearchAnswer>(search, cancelled);
        _organisation = await Door.GetAsync<PublicOrganisation>($"/api/identity/organisations/{Id}", cancelled);
        if (!_organisation.IsPublic)
            throw new RefusedException(new Refusal(System.Net.HttpStatusCode.NotFound, null));
        (_rate, _answer) = (await rate, await found);
        _hits = [.. _answer.Items.Where(x => x.Organisation?.Id == Id)];
    }

    private string? After => Http.Request.Query["after"].ToString() is { Length: > 0 } after ? after : null;

    private string? Next => _answer.Next is { } next ? QueryHelpers.AddQueryString(AddressOf(Kind), "after", next) : null;

    private string AddressOf(string? kind) => kind is null ? _organisation.Path : $"{_organisation.Path}?kind={kind}";

    private string Count(string? kind) =>
        _answer.Facets?.GetValueOrDefault("kind") is { } kinds
            ? Show.Count(kind is null ? kinds.Sum(x => x.Count) : kinds.FirstOrDefault(x => x.Code == kind)?.Count ?? 0)
            : "";

    /// <summary>schema.org data. The text cannot end the script element: &lt; is escaped.</summary>
    private RenderFragment StructuredData =>
        builder =>
        {
            var json = JsonSerializer.Serialize(
                new Dictionary<string, object?>(StringComparer.Ordinal)
                {
                    ["@context"] = "https://schema.org",
                    ["@type"] = _organisation.Kind == "university" ? "CollegeOrUniversity" : "Organization",
                    ["name"] = _organisation.Name,
                    ["alternateName"] = _organisation.NameEn,
                    ["identifier"] = _organisation.CreditCode,
                    ["url"] = Configuration.PublicUrl() + _organisation.Path,
                    ["areaServed"] = _organisation.RegionName,
                },
                Readable
            );
            builder.AddMarkupContent(0, $"<script type=\"application/ld+json\">{json}</script>");
        };

    private static readonly JsonSerializerOptions Readable = new(FrontDoor.Json)
    {
        Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    };
}
