using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Listings;
using TechTransfer.Gateway.Web.Reports;

namespace TechTransfer.Gateway.Web;

/// <summary>What becomes of a report: for who made it, for the organisation that it is about, and for the operator who decides; and appeals against a take-down.</summary>
internal static class ReportRoutes
{
    public static void MapReports(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/reports/{id:guid}", (Guid id, string? token) => Pages.Show<FollowReportPage>(("Id", id), ("Token", token)));
        pages.MapGet("/my/reports", () => Pages.Show<MyReportsPage>());
        pages.MapPost("/my/reports/{id:guid}", AnswerAsync);
        pages.MapGet("/reviews/reports", () => Pages.Show<ReportsPage>());
        pages.MapPost("/reviews/reports/{id:guid}", DecideAsync);
        foreach (var kind in ListingKind.Both)
            pages.MapPost(
                $"/reviews/appeals/{kind.Code}/{{id:guid}}",
                (Guid id, [FromForm] ReportDecision form, FrontDoor door, CancellationToken cancelled) =>
                    DecideAppealAsync(kind, id, form, door, cancelled)
            );
    }

    private static async Task<IResult> AnswerAsync(Guid id, [FromForm] ReportDecision form, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"/api/reports/{id}/statement", new { text = form.Text }, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<MyReportsPage>(refusal, ("Typed", form with { Id = id }))
            : Pages.Then("/my/reports?done=answered");
    }

    /// <summary>A take-down is the listing's own change, of which its reports hear by themselves.</summary>
    private static async Task<IResult> DecideAsync(Guid id, [FromForm] ReportDecision form, FrontDoor door, CancellationToken cancellationToken)
    {
        var takesDown = form.Do == "takedown" && ListingKind.Of(form.Kind ?? "") is not null;
        var outcome = takesDown
            ? await door.PostAsync($"{ListingKind.Of(form.Kind!)!.Api}/{form.Listing}/takedown", new { reason = form.Text }, cancellationToken)
            : await door.PostAsync($"/api/reports/{id}/dismiss", new { reason = form.Text }, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<ReportsPage>(refusal, ("Typed", form with { Id = id }))
            : Pages.Then("/reviews/reports?done=" + (takesDown ? "takedown" : "dismiss"));
    }

    private static async Task<IResult> DecideAppealAsync(
        ListingKind kind,
        Guid id,
        ReportDecision form,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        var what = form.Do == "reinstate" ? "reinstate" : "uphold";
        var outcome = await door.PostAsync($"{kind.Api}/appeals/{id}/{what}", new { reason = form.Text }, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<ReportsPage>(refusal, ("Typed", form with { Id = id }))
            : Pages.Then("/reviews/reports?done=" + what);
    }
}

/// <summary>What was typed beside one report or appeal.</summary>
public sealed record ReportDecision
{
    /// <summary>dismiss or takedown; uphold or reinstate.</summary>
    public string? Do { get; init; }
    public string? Kind { get; init; }
    public string? Listing { get; init; }
    public string? Text { get; init; }

    /// <summary>Of the report or appeal, from the address.</summary>
    public Guid? Id { get; init; }
}
