using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Matches;

public sealed partial class ComparePage
{
    private static readonly string[] Scripts = ["_content/TechTransfer.Gateway.Web/keys.js"];
    private Listing _demand = null!;
    private Listing _achievement = null!;
    private Hit _demandHit = null!;
    private Hit _achievementHit = null!;
    private Match _match = null!;
    private SideBySide _texts = null!;
    private Person? _person;

    [Parameter, EditorRequired]
    public required Guid DemandId { get; set; }

    [Parameter, EditorRequired]
    public required Guid AchievementId { get; set; }

    [Parameter]
    public Refusal? Refusal { get; set; }

    [Parameter]
    public PairAction? Typed { get; set; }

    [CascadingParameter]
    private HttpContext Http { get; set; } = null!;

    private string Here => $"/compare?demand={DemandId}&achievement={AchievementId}";
    private string? Done => Http.Request.Query["done"].ToString() is { Length: > 0 } done ? done : null;

    protected override async Task OnInitializedAsync()
    {
        var cancelled = Http.RequestAborted;
        var demand = Door.GetAsync<Listing>($"/api/demands/{DemandId}", cancelled);
        var achievement = Door.GetAsync<Listing>($"/api/achievements/{AchievementId}", cancelled);
        var match = Door.GetAsync<MatchAnswer>($"/api/matches?demand={DemandId}&achievement={AchievementId}", cancelled);
        _person = await Visitor.PersonAsync(cancelled);
        _demand = (await demand) with { ListingKind = "demand" };
        _achievement = (await achievement) with { ListingKind = "achievement" };
        _match =
            (await match).Items.FirstOrDefault()
            ?? throw new RefusedException(new Refusal(System.Net.HttpStatusCode.NotFound, "These two have no match."));
        _demandHit = Head(_demand, "demand");
        _achievementHit = Head(_achievement, "achievement");
        _texts = SideBySide.Of(_demand, _achievement, _match.SharedTerms ?? []);
    }

    private static string Short(string title) => title.Length > 16 ? title[..16] + "…" : title;

    private static Hit Head(Listing x, string kind) =>
        new(
            x.Id,
            kind,
            x.Title,
            null,
            null,
            x.Organisation,
            x.RegionName is null ? null : new Coded(x.Region ?? "", x.RegionName),
            null,
            x.Trl ?? x.TrlWanted,
            x.Modes,
            x.Budget ?? x.Terms,
            x.PublishedAt,
            x.ConfirmedAt,
            x.ValidUntil,
            x.InNegotiation,
            x.Contracted,
            x.Incomplete
        );
}
