using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Matches;

namespace TechTransfer.Gateway.Web;

/// <summary>The inbox of matches and the comparison of one pair, with the caller's stance and the request for an introduction.</summary>
internal static class MatchRoutes
{
    public static void MapMatches(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/matches", (string? box, string? after) => Pages.Show<InboxPage>(("Box", box), ("After", after)));
        pages.MapGet("/compare", (Guid demand, Guid achievement) => Pages.Show<ComparePage>(("DemandId", demand), ("AchievementId", achievement)));
        pages.MapPost("/compare", ActAsync);
        pages.MapPost("/matches/consent", ConsentAsync);
    }

    private static async Task<IResult> ConsentAsync([FromForm] ConsentForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PutAsync<TrainingConsent>(
            "/api/matches/consent",
            new { useForTraining = form.UseForTraining },
            null,
            cancellationToken
        );
        return outcome.Refusal is { } refusal ? throw new RefusedException(refusal) : Pages.Then("/matches");
    }

    private static async Task<IResult> ActAsync(
        Guid demand,
        Guid achievement,
        [FromForm] PairAction action,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        var outcome = action.Do switch
        {
            "introduce" => await door.PostAsync(
                "/api/introductions",
                new
                {
                    demandId = demand,
                    achievementId = achievement,
                    matchId = action.MatchId,
                    message = action.Message,
                },
                cancellationToken
            ),
            "accept" or "save" => await door.PostAsync($"/api/matches/{action.MatchId}/{action.Do}", null, cancellationToken),
            "decline" => await door.PostAsync(
                $"/api/matches/{action.MatchId}/decline",
                new { reason = action.Reason, text = Blank(action.Text) },
                cancellationToken
            ),
            _ => new Outcome<Done>(null, new Refusal(System.Net.HttpStatusCode.BadRequest, null)),
        };
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<ComparePage>(refusal, ("DemandId", demand), ("AchievementId", achievement), ("Typed", action))
            : Pages.Then(
                action.Do == "introduce"
                    ? "/introductions?box=out&done=requested"
                    : $"/compare?demand={demand}&achievement={achievement}&done={action.Do}"
            );
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

/// <summary>What was asked for on the comparison: introduce, accept, save or decline with a reason.</summary>
public sealed record PairAction
{
    public string? Do { get; init; }
    public Guid? MatchId { get; init; }
    public string? Message { get; init; }
    public string? Reason { get; init; }
    public string? Text { get; init; }
}

public sealed record ConsentForm
{
    public bool UseForTraining { get; init; }
}
