using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Organisations;

namespace TechTransfer.Gateway.Web;

/// <summary>Public pages of organisations, the directory of brokers, and a broker's own entry in it.</summary>
internal static class OrganisationRoutes
{
    public static void MapOrganisations(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/organisations/{id:guid}", (Guid id) => Pages.Show<OrganisationProfilePage>(("Id", id)));
        pages.MapGet("/brokers", () => Pages.Show<DirectoryPage>());
        pages.MapGet("/my/broker", () => Pages.Show<BrokerEntryPage>());
        pages.MapPost("/my/broker", KeepAsync);
    }

    private static async Task<IResult> KeepAsync([FromForm] BrokerEntryForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var entry = new BrokerEntry(form.Listed, [.. form.Specialities.Where(x => x.Length > 0)]);
        var outcome = await door.PutAsync<BrokerEntry>("/api/identity/brokers/mine", entry, null, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<BrokerEntryPage>(refusal, ("Typed", entry)) : Pages.Then("/my/broker?done=saved");
    }
}

public sealed record BrokerEntryForm
{
    /// <summary>A box that is not ticked is not posted.</summary>
    public bool Listed { get; init; }
    public string[] Specialities { get; init; } = [];
}
