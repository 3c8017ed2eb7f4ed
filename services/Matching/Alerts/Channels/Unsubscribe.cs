using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Matching.Alerts.Channels;

/// <summary>
/// Stops the alert mails to whoever holds one of them, without a sign-in. Mail programs post here by themselves (List-Unsubscribe-Post, RFC 8058); a GET
/// would let a scanner of links unsubscribe people.
/// </summary>
internal static class Unsubscribe
{
    public static string Path(AlertChannel channel) => $"/api/alerts/unsubscribe/{channel.Id}?token={channel.UnsubscribeToken()}";

    public static string Page(AlertChannel channel) => $"/unsubscribe/{channel.Id}?token={channel.UnsubscribeToken()}";

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/alerts/unsubscribe/{id:guid}", HandleAsync)
            .WithName("unsubscribeFromAlertMail")
            .WithTags("Alerts")
            .AllowAnonymous()
            .DisableAntiforgery()
            .ProducesProblem(404);

    private static async Task<Results<NoContent, ProblemHttpResult>> HandleAsync(
        Guid id,
        string? token,
        MatchingDbContext db,
        CancellationToken cancellationToken
    )
    {
        var channel = await db.AlertChannels.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (channel?.Accepts(token) != true)
            return Problem.NotFound("subscription");
        await db.RemoveAsync(db.AlertChannels.Where(x => x.Id == id), cancellationToken);
        return TypedResults.NoContent();
    }
}
