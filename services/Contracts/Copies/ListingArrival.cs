using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Contracts.Copies;

/// <summary>
/// A published listing can be introduced at once, though its event may still be on its way here: the request waits, at most two seconds, until the
/// listings it names have arrived. It waits before the endpoint's own transaction begins, for on SQLite that would keep the event out.
/// </summary>
internal static class ListingArrival
{
    private const int MostLooks = 40;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Call it last, so that it stands outside of what else wraps the endpoint.</summary>
    public static RouteHandlerBuilder AfterListingsArrive(this RouteHandlerBuilder endpoint)
    {
        endpoint.Add(builder =>
        {
            if (builder.RequestDelegate is { } handler)
                builder.RequestDelegate = async context =>
                {
                    await WaitAsync(context);
                    await handler(context);
                };
        });
        return endpoint;
    }

    private static async Task WaitAsync(HttpContext context)
    {
        context.Request.EnableBuffering();
        var (demand, achievement, match) = await NamedInAsync(context.Request);
        context.Request.Body.Position = 0;
        var wantsDemand = demand is not null || match is not null;
        var wantsAchievement = achievement is not null || match is not null;
        if (!wantsDemand && !wantsAchievement)
            return;
        var db = context.RequestServices.GetRequiredService<ContractsDbContext>();
        // One that is hidden from the caller is waited for as though it were not there.
        var caller = Caller.From(context.User)?.OrganisationId ?? Guid.Empty;
        using var timer = new PeriodicTimer(Interval);
        for (var look = 1; look <= MostLooks; look++)
        {
            var found = await db.FindListingsAsync(demand, achievement, match, caller, context.RequestAborted);
            if (wantsDemand == found.Demand is not null && wantsAchievement == found.Achievement is not null)
                return;
            await timer.WaitForNextTickAsync(context.RequestAborted);
        }
    }

    /// <summary>The ids in the body; what is wrong with it is the endpoint's to say.</summary>
    private static async Task<(Guid? Demand, Guid? Achievement, Guid? Match)> NamedInAsync(HttpRequest request)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            if (body.RootElement.ValueKind != JsonValueKind.Object)
                return default;
            var match = Id(body.RootElement, "matchId");
            return (
                Id(body.RootElement, "demandId"),
                Id(body.RootElement, "achievementId"),
                match is { } id && MatchId.KeysOf(id) is not null ? match : null
            );
        }
        catch (JsonException)
        {
            return default;
        }
    }

    private static Guid? Id(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id) ? id : null;
}
