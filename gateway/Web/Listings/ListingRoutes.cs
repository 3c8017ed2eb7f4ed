using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Listings;
using TechTransfer.Gateway.Web.Reports;
using TechTransfer.Gateway.Web.Writing;

namespace TechTransfer.Gateway.Web;

/// <summary>The page of one listing and what can be done there: ask for an introduction, keep it as a favourite, report it; for its owner and reviewer its state.</summary>
internal static class ListingRoutes
{
    public static void MapListings(this IEndpointRouteBuilder pages)
    {
        foreach (var kind in ListingKind.Both)
        {
            pages.MapGet(kind.Pages + "/{id:guid}", (Guid id) => Pages.Show<ListingPage>(("Kind", kind), ("Id", id)));
            pages.MapPost(
                kind.Pages + "/{id:guid}",
                (Guid id, [FromForm] ListingAction action, FrontDoor door, VisitorReports reports, HttpContext http, CancellationToken cancelled) =>
                    action.Do == "report"
                        ? ReportAsync(kind, id, action, door, reports, http, cancelled)
                        : ActAsync(kind, id, action, door, cancelled)
            );
        }
    }

    private static async Task<IResult> ActAsync(ListingKind kind, Guid id, ListingAction action, FrontDoor door, CancellationToken cancellationToken)
    {
        if (action.Do == "submit")
            return await Submitting.AnswerAsync(kind, id, confirmed: false, door, cancellationToken);
        var here = $"{kind.Pages}/{id}";
        var outcome = action.Do switch
        {
            "introduce" => await IntroduceAsync(kind, id, action, door, cancellationToken),
            "favourite" => await door.SendAsync<Done>(HttpMethod.Put, $"/api/favourites/{kind.Code}/{id}", null, null, cancellationToken),
            _ => await Life.ChangeAsync(kind, id, action.Do ?? "", action.Reason, action.Text, door, cancellationToken),
        };
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<ListingPage>(refusal, ("Kind", kind), ("Id", id), ("Typed", action))
            : Pages.Then(action.Do == "introduce" ? "/introductions?box=out&done=requested" : $"{here}?done={action.Do}");
    }

    /// <summary>Who is signed in finds it among his own; a visitor is led to an address that shows the outcome to whoever has it.</summary>
    private static async Task<IResult> ReportAsync(
        ListingKind kind,
        Guid id,
        ListingAction action,
        FrontDoor door,
        VisitorReports reports,
        HttpContext http,
        CancellationToken cancellationToken
    )
    {
        var body = new
        {
            kind = kind.Code,
            id,
            reason = action.Reason,
            text = action.Text,
        };
        var isVisitor = http.Request.Headers.Authorization.Count == 0;
        var outcome =
            isVisitor && !reports.Allows(http.Connection.RemoteIpAddress)
                ? new Outcome<MadeReport>(null, new Refusal(System.Net.HttpStatusCode.TooManyRequests, null))
                : await door.PostAsync<MadeReport>("/api/reports", body, cancellationToken);
        return outcome switch
        {
            { Refusal: { } refusal } => Pages.ShowRefused<ListingPage>(refusal, ("Kind", kind), ("Id", id), ("Typed", action)),
            { Value: { Token: { } token } made } => Pages.Then($"/reports/{made.Id}?token={Uri.EscapeDataString(token)}&done=report"),
            _ => Pages.Then("/my/reports?done=report"),
        };
    }

    private static Task<Outcome<Done>> IntroduceAsync(
        ListingKind kind,
        Guid id,
        ListingAction action,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        Guid? other = Guid.TryParse(action.Other, out var chosen) ? chosen : null;
        return door.PostAsync(
            "/api/introductions",
            new
            {
                demandId = kind.IsDemand ? id : other,
                achievementId = kind.IsDemand ? other : id,
                message = action.Message,
                proposal = string.IsNullOrWhiteSpace(action.Proposal) ? null : action.Proposal,
            },
            cancellationToken
        );
    }
}

/// <summary>What was asked for on a listing's page.</summary>
public sealed record ListingAction
{
    public string? Do { get; init; }
    public string? Message { get; init; }
    public string? Proposal { get; init; }

    /// <summary>Own listing of the other kind, if the introduction is about one; empty when none was chosen.</summary>
    public string? Other { get; init; }
    public string? Reason { get; init; }
    public string? Text { get; init; }
}

/// <summary>The two kinds of listing and where each stands in addresses.</summary>
public sealed record ListingKind(string Code, string Pages, string Api)
{
    public static readonly ListingKind Achievement = new("achievement", "/achievements", "/api/achievements");
    public static readonly ListingKind Demand = new("demand", "/demands", "/api/demands");

    public static readonly IReadOnlyList<ListingKind> Both = [Achievement, Demand];

    public bool IsDemand => Code == "demand";
    public ListingKind Other => IsDemand ? Achievement : Demand;
    public string MyPages => "/my" + Pages;

    public static ListingKind? Of(string code) =>
        code switch
        {
            "achievement" or "achievements" => Achievement,
            "demand" or "demands" => Demand,
            _ => null,
        };
}
