using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Alerts;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

/// <summary>Where alerts are sent to, and the page that stops the mails.</summary>
internal static class AlertSettingsRoutes
{
    public static void MapAlertSettings(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/my/alert-settings", () => Pages.Show<AlertSettingsPage>());
        pages.MapPost(
            "/my/alert-settings",
            ([FromForm] AlertSettingsForm form, FrontDoor door, CancellationToken cancelled) => ActAsync(form, door, cancelled)
        );
        pages.MapGet("/unsubscribe/{id:guid}", (Guid id, string? token) => Pages.Show<UnsubscribePage>(("Id", id), ("Token", token)));
        pages.MapPost(
            "/unsubscribe/{id:guid}",
            (Guid id, [FromForm] UnsubscribeForm form, FrontDoor door, CancellationToken cancelled) =>
                StopAsync(id, $"/api/alerts/unsubscribe/{id}", form, door, cancelled)
        );
        pages.MapGet("/unsubscribe/reminders", (string? token) => Pages.Show<UnsubscribePage>(("Token", token)));
        pages.MapPost(
            "/unsubscribe/reminders",
            ([FromForm] UnsubscribeForm form, FrontDoor door, CancellationToken cancelled) =>
                StopAsync(null, "/api/identity/reminders/stop", form, door, cancelled)
        );
    }

    private static async Task<IResult> ActAsync(AlertSettingsForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var channel = $"/api/alert-channels/{form.Id}";
        if (form.Do is "add" or "rotate")
        {
            var made = await door.PostAsync<MadeSecret>(
                form.Do == "add" ? "/api/alert-channels" : channel + "/rotate",
                form.Do == "add"
                    ? new
                    {
                        kind = form.Kind,
                        url = form.Url?.Trim(),
                        secret = string.IsNullOrWhiteSpace(form.Secret) ? null : form.Secret.Trim(),
                    }
                    : new { },
                cancellationToken
            );
            // The secret is in this answer only, so the page is shown at once and not asked for again.
            return made.Refusal is { } refused ? Refused(form, refused)
                : made.Value!.Secret is { } secret ? Pages.Show<AlertSettingsPage>(("Secret", secret))
                : Pages.Then("/my/alert-settings?done=added");
        }
        var outcome = form.Do switch
        {
            "remove" => await door.DeleteAsync(channel, cancellationToken),
            "reminders" => await door.PutAsync<Done>("/api/identity/reminders", new { reminders = form.Reminders }, null, cancellationToken),
            "test" => await door.PostAsync(channel + "/test", null, cancellationToken),
            _ => await door.PutAsync<Done>(
                "/api/alert-settings",
                new
                {
                    matches = form.Matches,
                    fromLevel = form.FromLevel,
                    mail = form.Mail,
                },
                null,
                cancellationToken
            ),
        };
        return outcome.Refusal is { } refusal
            ? Refused(form, refusal)
            : Pages.Then("/my/alert-settings?done=" + (form.Do is "remove" or "test" ? form.Do : "saved"));
    }

    private static async Task<IResult> StopAsync(Guid? id, string api, UnsubscribeForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"{api}?token={Uri.EscapeDataString(form.Token ?? "")}", null, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<UnsubscribePage>(refusal, ("Id", id), ("Token", form.Token))
            : Pages.Show<UnsubscribePage>(("Id", id), ("Done", true));
    }

    private static IResult Refused(AlertSettingsForm form, Refusal refusal) => Pages.ShowRefused<AlertSettingsPage>(refusal, ("Typed", form));
}

public sealed record AlertSettingsForm
{
    /// <summary>settings, reminders, add, test, rotate or remove.</summary>
    public string? Do { get; init; }
    public string? Matches { get; init; }
    public int? FromLevel { get; init; }
    public bool Mail { get; init; }

    /// <summary>daily, weekly or never.</summary>
    public string? Reminders { get; init; }
    public Guid? Id { get; init; }
    public string? Kind { get; init; }
    public string? Url { get; init; }
    public string? Secret { get; init; }
}

public sealed record UnsubscribeForm
{
    public string? Token { get; init; }
}
