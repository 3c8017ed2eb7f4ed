using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Joining;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

/// <summary>Whom a manager lets act for his organisation: people by invitation, programs as clients.</summary>
internal static class InvitationRoutes
{
    private const string Organisation = "/my/organisation";
    private const string Clients = "/my/organisation/clients";

    public static void MapInviting(this IEndpointRouteBuilder pages)
    {
        pages.MapPost("/my/organisation/invitations", InviteAsync);
        pages.MapPost("/my/organisation/invitations/{id:guid}", WithdrawAsync);
        pages.MapGet(Clients, () => Pages.Show<ClientsPage>());
        pages.MapPost(Clients, MakeAsync);
        pages.MapPost(Clients + "/{id}", ChangeAsync);
    }

    private static async Task<IResult> InviteAsync([FromForm] InviteForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var body = new
        {
            email = form.Email?.Trim(),
            roles = form.Roles,
            language = form.Language,
        };
        var outcome = await door.PostAsync("/api/identity/invitations", body, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<OrganisationPage>(refusal, ("Inviting", form), ("Lead", LeadOf(refusal)))
            : Pages.Then(Organisation + "?done=invited");
    }

    /// <summary>The word that says why nobody was invited, where no field is wrong.</summary>
    private static string? LeadOf(Refusal refusal) =>
        refusal.Status switch
        {
            HttpStatusCode.Conflict when refusal.Is("wrong-state") => "invite.away",
            HttpStatusCode.Conflict => "invite.member",
            HttpStatusCode.TooManyRequests => "invite.tooMany",
            HttpStatusCode.ServiceUnavailable => "invite.noMail",
            _ => null,
        };

    /// <param name="confirm">Not used; a form field makes the anti-forgery token be checked.</param>
    private static async Task<IResult> WithdrawAsync(Guid id, [FromForm] string? confirm, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"/api/identity/invitations/{id}/withdraw", null, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<OrganisationPage>(refusal) : Pages.Then(Organisation + "?done=invitationWithdrawn");
    }

    private static async Task<IResult> MakeAsync([FromForm] ClientForm form, FrontDoor door, HttpContext context, CancellationToken cancellationToken)
    {
        var body = new { name = form.Name?.Trim(), roles = form.Roles };
        var outcome = await door.PostAsync<ClientSecret>("/api/identity/clients", body, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<ClientsPage>(refusal, ("Entry", form)) : ShowSecret(outcome.Value!, context);
    }

    private static async Task<IResult> ChangeAsync(
        string id,
        [FromForm] ClientForm form,
        FrontDoor door,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var client = "/api/identity/clients/" + Uri.EscapeDataString(id);
        if (form.Do == "renew")
        {
            var renewed = await door.PostAsync<ClientSecret>(client + "/secret", new { }, cancellationToken);
            return renewed.Refusal is { } refused ? Pages.ShowRefused<ClientsPage>(refused) : ShowSecret(renewed.Value!, context);
        }
        var outcome = await door.DeleteAsync(client, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<ClientsPage>(refusal) : Pages.Then(Clients + "?done=revoked");
    }

    /// <summary>In the answer itself: an address to go on to would stand in histories and logs.</summary>
    private static IResult ShowSecret(ClientSecret secret, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Pages.Show<ClientsPage>(("Secret", secret));
    }
}

public sealed record InviteForm
{
    public string? Email { get; init; }
    public string[] Roles { get; init; } = [];

    /// <summary>Of the mail, zh or en.</summary>
    public string? Language { get; init; }
}

public sealed record ClientForm
{
    /// <summary>renew or revoke, of one that is there.</summary>
    public string? Do { get; init; }
    public string? Name { get; init; }
    public string[] Roles { get; init; } = [];
}
