using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Hosting;

namespace TechTransfer.Theme;

public sealed partial class PageLayout
{
    private static readonly (string Key, string Address)[] Menu =
    [
        ("technologies", "/search?kind=achievement"),
        ("needs", "/search?kind=demand"),
        ("matches", "/matches"),
        ("introductions", "/introductions"),
        ("desk", "/desk"),
    ];

    /// <summary>By the keys of the menu: how much waits there for who is signed in.</summary>
    [Parameter]
    public IReadOnlyDictionary<string, int> Waiting { get; set; } = new Dictionary<string, int>();

    /// <summary>Null on the first page, which bears the platform's name.</summary>
    [Parameter]
    public string? Title { get; set; }

    [Parameter]
    public string? Description { get; set; }

    /// <summary>The entry of the menu this page belongs to: technologies, needs, matches, introductions or desk.</summary>
    [Parameter]
    public string? Current { get; set; }

    /// <summary>The name of who is signed in; null for a visitor.</summary>
    [Parameter]
    public string? Who { get; set; }

    /// <summary>Entries of the menu for who is signed in, after those for everybody.</summary>
    [Parameter]
    public IReadOnlyList<(string Key, string Address)> More { get; set; } = [];

    /// <summary>Not for search engines: what only the signed-in see, and errors.</summary>
    [Parameter]
    public bool Hidden { get; set; }

    /// <summary>ES modules of the page, as paths of static web assets.</summary>
    [Parameter]
    public IReadOnlyList<string> Scripts { get; set; } = [];

    [Parameter]
    public RenderFragment? Head { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private Site Site => Options.Value;
    private bool IsSample => Site.SampleData ?? Environment.IsDevelopment();
    private string SiteName => Pick(Site.Name, Site.NameEn);
    private string ReturnAddress => Http.Request.Path + Http.Request.QueryString;

    protected override void OnInitialized() => LanguageChoice.Remember(Http);

    private string Pick(string chinese, string english) => T.Language == Language.English ? english : chinese;

    /// <summary>This page in that language.</summary>
    private string Address(Language language)
    {
        var query = new QueryBuilder(Http.Request.Query.Where(x => x.Key != LanguageChoice.Name)) { { LanguageChoice.Name, language.Code() } };
        return Http.Request.Path.ToUriComponent() + query.ToQueryString();
    }
}
