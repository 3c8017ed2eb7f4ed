using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Alerts;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

/// <summary>Saved searches, and the inbox of what they and new matches found.</summary>
internal static class AlertRoutes
{
    public static void MapAlerts(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/my/searches", () => Pages.Show<SavedSearchesPage>());
        pages.MapPost(
            "/my/searches",
            ([FromForm] ForgetSearch action, FrontDoor door, CancellationToken cancelled) => ForgetAsync(action, door, cancelled)
        );
        pages.MapGet("/my/searches/new", () => Pages.Show<SaveSearchPage>());
        pages.MapPost(
            "/my/searches/new",
            ([FromForm] SearchForm form, FrontDoor door, CancellationToken cancelled) => SaveAsync(null, form, door, cancelled)
        );
        pages.MapGet("/my/searches/{id:guid}", (Guid id) => Pages.Show<SaveSearchPage>(("Id", id)));
        pages.MapPost(
            "/my/searches/{id:guid}",
            (Guid id, [FromForm] SearchForm form, FrontDoor door, CancellationToken cancelled) => SaveAsync(id, form, door, cancelled)
        );
        pages.MapGet("/my/alerts", (Guid? search, string? after) => Pages.Show<AlertsPage>(("Search", search), ("After", after)));
        pages.MapPost(
            "/my/alerts",
            ([FromForm] ReadAlerts action, FrontDoor door, CancellationToken cancelled) => ReadAsync(action, door, cancelled)
        );
    }

    private static async Task<IResult> SaveAsync(Guid? id, SearchForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = id is null
            ? await door.PostAsync("/api/saved-searches", form.Body, cancellationToken)
            : await door.PutAsync<Done>($"/api/saved-searches/{id}", form.Body, null, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<SaveSearchPage>(refusal, ("Id", id), ("Typed", form))
            : Pages.Then("/my/searches?done=" + (id is null ? "saved" : "changed"));
    }

    private static async Task<IResult> ForgetAsync(ForgetSearch action, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.DeleteAsync($"/api/saved-searches/{action.Forget}", cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<SavedSearchesPage>(refusal) : Pages.Then("/my/searches?done=forgotten");
    }

    private static async Task<IResult> ReadAsync(ReadAlerts action, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync("/api/alerts/read", new { upTo = action.UpTo }, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<AlertsPage>(refusal) : Pages.Then("/my/alerts");
    }
}

public sealed record ForgetSearch
{
    public Guid Forget { get; init; }
}

public sealed record ReadAlerts
{
    public Guid? UpTo { get; init; }
}
