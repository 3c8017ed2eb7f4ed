using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web.Writing;

public sealed partial class FormPage
{
    private static readonly string[] Scripts = ["_content/TechTransfer.Gateway.Web/form.js"];
    private Listing? _listing;
    private Person? _person;
    private Typed _typed = new();
    private long? _version;
    private bool _savedBefore;
    private IReadOnlyDictionary<string, string> _errors = new Dictionary<string, string>(StringComparer.Ordinal);

    [Parameter, EditorRequired]
    public required ListingKind Kind { get; set; }

    /// <summary>Null for one that is not saved yet.</summary>
    [Parameter]
    public Guid? Id { get; set; }

    /// <summary>What was typed; null to show what is saved.</summary>
    [Parameter]
    public Typed? Typed { get; set; }

    /// <summary>The version that what was typed is based on.</summary>
    [Parameter]
    public long? Version { get; set; }

    [Parameter]
    public Refusal? Refusal { get; set; }

    [Parameter]
    public Clash? Clash { get; set; }

    [Parameter]
    public PrefillOutcome? Prefilled { get; set; }

    [Parameter]
    public IReadOnlyList<SimilarListing>? Similar { get; set; }

    [Parameter]
    public string? Added { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private string Action => Id is null ? Kind.MyPages + "/new" : $"{Kind.MyPages}/{Id}/edit";
    private string Working => _listing?.Pending?.State ?? _listing?.State ?? "draft";

    /// <summary>Only a draft saves itself: a change of what is public takes a decision.</summary>
    private bool Autosaves => Working is "draft" or "returned";
    private bool MayEnterForOthers => _person?.Is("broker") == true || _person?.Is("operator") == true;

    /// <summary>It is another organisation's, and that one has not confirmed it yet.</summary>
    private bool Enters => _listing?.Entered is { ConfirmedAt: null } entry && entry.OrganisationId == _person?.Organisation?.Id;

    private string Heading =>
        Id is null && _typed.Has("forOthers") ? T["entry.new." + Kind.Code]
        : Id is null ? T[Kind.IsDemand ? "button.postNeed" : "button.listTechnology"]
        : Working == "draft" && _listing?.State == "draft" ? T["form.draft." + Kind.Code]
        : T["form.revise." + Kind.Code];

    private string Note =>
        Clash is not null ? T["form.notSaved.clash"]
        : Refusal is not null && !_savedBefore ? T["form.notSaved"]
        : _listing is { UpdatedAt: { } at } ? T["form.saved", Show.IsToday(at) ? Show.Time(at) : Show.Moment(at), _version]
        : Autosaves ? T["form.willSave"]
        : "";

    protected override async Task OnInitializedAsync()
    {
        var cancelled = Http.RequestAborted;
        _person = await Visitor.PersonAsync(cancelled) ?? throw new RefusedException(new Refusal(HttpStatusCode.Unauthorized, null));
        if (Id is not null)
        {
            var json = await Door.GetAsync<JsonObject>($"{Kind.Api}/{Id}", cancelled);
            _listing = json.Deserialize<Listing>(FrontDoor.Json)! with { ListingKind = Kind.Code };
            if (!_listing.Mine)
                throw new RefusedException(new Refusal(HttpStatusCode.Forbidden, null));
            if (Typed is null)
                (_typed, _version, _savedBefore) = (Writing.Typed.FromListing(json, Kind), _listing.Version, true);
            if (Typed is null && Guid.TryParse(Http.Request.Query["merge"], out var merged))
                Prefilled = await Merging.FillAsync(Kind, merged, _typed, Door, cancelled);
        }
        if (Typed is not null)
            (_typed, _version) = (Typed, Version);
        else if (Id is null && MayEnterForOthers && Http.Request.Query.ContainsKey("for"))
            (_typed["forOthers"], _typed["organisation"]) = ("1", Http.Request.Query["for"].ToString());
        if (Refusal is not null)
            _errors = Refusal.Errors.ToDictionary(
                x => x.Key,
                x => string.Join(' ', x.Value.Select(message => Mistakes.Say(T, message))),
                StringComparer.Ordinal
            );
    }
}
