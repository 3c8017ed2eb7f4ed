using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Sharing;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Listings;

public sealed partial class ListingPage
{
    private Listing _listing = null!;
    private Person? _person;
    private IReadOnlyList<Match>? _matches;
    private Advice? _advice;
    private bool _shares;
    private IReadOnlyList<ListingRow> _own = [];
    private IReadOnlyList<ListingVersion> _versions = [];

    [Parameter, EditorRequired]
    public required ListingKind Kind { get; set; }

    [Parameter, EditorRequired]
    public required Guid Id { get; set; }

    [Parameter]
    public Refusal? Refusal { get; set; }

    [Parameter]
    public ListingAction? Typed { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private string? Done => Http.Request.Query["done"].ToString() is { Length: > 0 } done ? done : null;

    /// <summary>The first sentence or two; the whole text stands below.</summary>
    private string? Lead => (_listing.Summary ?? _listing.Content ?? _listing.Background) is { } text ? Shortened.To(120, text) : null;

    private IEnumerable<string> Flags
    {
        get
        {
            if (_listing.Contracted)
                yield return "contracted";
            else if (_listing.InNegotiation)
                yield return "inNegotiation";
            if (_listing.Incomplete)
                yield return "incomplete";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        var cancelled = Http.RequestAborted;
        var listing = Door.GetAsync<Listing>($"{Kind.Api}/{Id}", cancelled);
        var matches = Door.FindAsync<MatchAnswer>($"/api/matches?{Kind.Code}={Id}&limit=20", cancelled);
        var versions = Door.FindAsync<Rows<ListingVersion>>($"{Kind.Api}/{Id}/versions", cancelled);
        _person = await Visitor.PersonAsync(cancelled);
        _listing = (await listing) with { ListingKind = Kind.Code };
        // The API has led on to the listing that stands for this one; so does its page.
        if (_listing.Id != Id)
        {
            Http.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            Http.Response.Headers.Location = _listing.Path;
        }
        _matches = (await matches)?.Items;
        _versions = (await versions)?.Items ?? [];
        if (_listing is { Mine: true, State: "published" })
            _advice = await Door.FindAsync<Advice>($"/api/matches/advice/{Id}", cancelled);
        else if (_listing.State == "published" && !_listing.Mine && Done is null && IsOpenedByPerson)
            await Door.PostAsync($"{Kind.Api}/{_listing.Id}/views", null, cancelled);
        _shares = _listing.State == "published" && await IsForAllAsync(cancelled);
        if (_person is not null && !_listing.Mine)
            _own = (await Door.FindAsync<OwnListings>($"{Kind.Other.Api}/mine?state=published", cancelled))?.Items ?? [];
    }

    /// <summary>A need that is hidden from somebody is shown to nobody who does not say who he is, so neither its code nor its printed page lead anywhere.</summary>
    private async Task<bool> IsForAllAsync(CancellationToken cancellationToken)
    {
        if (_person is null || !Kind.IsDemand)
            return true;
        if (_listing.Mine || _listing.HiddenFrom.Count > 0)
            return _listing.HiddenFrom.Count == 0;
        try
        {
            await Door.GetForAllAsync<Listing>($"{Kind.Api}/{_listing.Id}", cancellationToken);
            return true;
        }
        catch (RefusedException)
        {
            return false;
        }
    }

    /// <summary>
    /// What a published listing tells programs: the preview of a link, and schema.org data. The text cannot end the script element: &lt; is escaped.
    /// </summary>
    private RenderFragment? Head =>
        _listing.State != "published"
            ? null
            : builder =>
            {
                var address = Configuration.PublicUrl() + _listing.Path;
                builder.OpenComponent<ShareHead>(0);
                builder.AddComponentParameter(1, nameof(ShareHead.Title), _listing.Title);
                builder.AddComponentParameter(2, nameof(ShareHead.Description), Lead);
                builder.AddComponentParameter(3, nameof(ShareHead.Address), address);
                builder.AddComponentParameter(4, nameof(ShareHead.Picture), Picture(address));
                builder.CloseComponent();
                var json = JsonSerializer.Serialize(
                    new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        ["@context"] = "https://schema.org",
                        ["@type"] = Kind.IsDemand ? "Demand" : "Product",
                        ["name"] = _listing.Title,
                        ["url"] = address,
                        ["inLanguage"] = T.Language.Tag(),
                        ["description"] = Lead,
                        ["category"] = _listing.IndustryName,
                        [Kind.IsDemand ? "validThrough" : "releaseDate"] = Kind.IsDemand ? _listing.ValidUntil : _listing.PublishedAt,
                        [Kind.IsDemand ? "seller" : "manufacturer"] = _listing.Organisation?.Name is { } name
                            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["@type"] = "Organization", ["name"] = name }
                            : null,
                    },
                    Readable
                );
                builder.AddMarkupContent(5, $"<script type=\"application/ld+json\">{json}</script>");
            };

    /// <summary>The cover, or else the code that leads here: one of the two is always square and there.</summary>
    private string Picture(string address) =>
        _listing.Images is [var cover, ..] && Guid.TryParse(cover, out var id)
            ? Configuration.PublicUrl() + Api.Picture.Address(Kind, Id, id, "square")
            : address + "/qr.png";

    /// <summary>A person opened it: neither a program that says what it is, nor a browser that fetches ahead.</summary>
    private bool IsOpenedByPerson =>
        !Http.Request.Headers["Sec-Purpose"].ToString().Contains("prefetch", StringComparison.OrdinalIgnoreCase)
        && Http.Request.Headers.UserAgent.ToString() is { Length: > 0 } program
        && !Array.Exists(Programs, x => program.Contains(x, StringComparison.OrdinalIgnoreCase));

    private static readonly string[] Programs = ["bot", "spider", "crawl", "slurp", "preview", "monitor", "curl/", "wget/", "python"];

    private static readonly JsonSerializerOptions Readable = new(FrontDoor.Json)
    {
        Encoder = JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    };
}
