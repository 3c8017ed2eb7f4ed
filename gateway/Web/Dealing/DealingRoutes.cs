using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Dealing;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

/// <summary>From a request to talk to a signed contract.</summary>
internal static class DealingRoutes
{
    public static void MapDealing(this IEndpointRouteBuilder pages)
    {
        pages.MapGet(
            "/introductions",
            (string? box, string? after, Guid? listing) => Pages.Show<IntroductionsPage>(("Box", box), ("After", after), ("Listing", listing))
        );
        pages.MapPost("/introductions", AnswerAsync);
        pages.MapGet("/deals", (string? after) => Pages.Show<DealsPage>(("After", after)));
        pages.MapGet("/deals/{id:guid}", (Guid id) => Pages.Show<DealPage>(("Id", id)));
        pages.MapPost("/deals/{id:guid}", MoveAsync);
        pages.MapGet("/contracts", (string? after) => Pages.Show<ContractsPage>(("After", after)));
        pages.MapGet("/contracts/{id:guid}", (Guid id) => Pages.Show<ContractPage>(("Id", id)));
        pages.MapPost("/contracts/{id:guid}", SignAsync);
        pages.MapGet("/figures", () => Pages.Show<FiguresPage>());
    }

    private static async Task<IResult> AnswerAsync([FromForm] IntroductionAnswer answer, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = answer.Do switch
        {
            "accept" or "withdraw" => await door.PostAsync($"/api/introductions/{answer.Id}/{answer.Do}", null, cancellationToken),
            "decline" => await door.PostAsync(
                $"/api/introductions/{answer.Id}/decline",
                new { reason = answer.Reason, text = Blank(answer.Text) },
                cancellationToken
            ),
            _ => new Outcome<Done>(null, new Refusal(System.Net.HttpStatusCode.BadRequest, null)),
        };
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<IntroductionsPage>(refusal, ("Box", answer.Box))
            : Pages.Then($"/introductions?box={(answer.Box == "out" ? "out" : "in")}&done={answer.Do}");
    }

    private static async Task<IResult> MoveAsync(Guid id, [FromForm] DealAction action, FrontDoor door, CancellationToken cancellationToken)
    {
        if (action.Do == "contract")
        {
            var kind = action.Type?.Split('/', 2);
            var drafted = await door.PostAsync<Contract>(
                $"/api/deals/{id}/contract",
                new
                {
                    type = kind?[0],
                    subtype = kind is [_, var subtype] ? subtype : null,
                    // The page shows the choice for a licence only.
                    exclusivity = kind?[0] == "licence" ? Blank(action.Exclusivity) : null,
                    title = action.Title,
                    value = Yuan(action.Value),
                    technicalValue = Yuan(action.TechnicalValue),
                },
                cancellationToken
            );
            return drafted.Refusal is { } why
                ? Pages.ShowRefused<DealPage>(why, ("Id", id), ("Typed", action))
                : Pages.Then($"/contracts/{drafted.Value!.Id}");
        }
        var moved = await door.PostAsync(
            $"/api/deals/{id}/stage",
            new
            {
                stage = action.Stage,
                nextStep = Blank(action.NextStep),
                nextOn = Blank(action.NextOn),
                reason = Blank(action.Reason),
            },
            cancellationToken
        );
        return moved.Refusal is { } refusal
            ? Pages.ShowRefused<DealPage>(refusal, ("Id", id), ("Typed", action))
            : Pages.Then($"/deals/{id}?done=moved");
    }

    private static async Task<IResult> SignAsync(Guid id, [FromForm] ContractAction action, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = action.Do switch
        {
            "sign" => await door.PostAsync($"/api/contracts/{id}/sign", new { sha256 = action.Sha256 }, cancellationToken),
            "confirm" or "refuse" => await door.PostAsync($"/api/contracts/{id}/{action.Do}", null, cancellationToken),
            _ => new Outcome<Done>(null, new Refusal(System.Net.HttpStatusCode.BadRequest, null)),
        };
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<ContractPage>(refusal, ("Id", id))
            : Pages.Then($"/contracts/{id}?done={action.Do}");
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>An amount typed in 万元, as the API wants it.</summary>
    internal static Amount? Yuan(string? tenThousands) =>
        Blank(tenThousands) is not { } text ? null
        : decimal.TryParse(text, System.Globalization.NumberStyles.Number, System.Globalization.CultureInfo.InvariantCulture, out var value)
            ? new Amount((value * 10_000).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture))
        : new Amount(text);
}

/// <summary>Accept, decline or withdraw, from the list of introductions.</summary>
public sealed record IntroductionAnswer
{
    public string? Do { get; init; }
    public Guid Id { get; init; }
    public string? Box { get; init; }
    public string? Reason { get; init; }
    public string? Text { get; init; }
}

/// <summary>A deal's next step or its contract. Amounts are in 万元, as typed.</summary>
public sealed record DealAction
{
    public string? Do { get; init; }
    public string? Stage { get; init; }
    public string? NextStep { get; init; }
    public string? NextOn { get; init; }
    public string? Reason { get; init; }

    /// <summary>"licence", or "licence/patent" with the subtype.</summary>
    public string? Type { get; init; }
    public string? Exclusivity { get; init; }
    public string? Title { get; init; }
    public string? Value { get; init; }
    public string? TechnicalValue { get; init; }
}

public sealed record ContractAction
{
    public string? Do { get; init; }
    public string? Sha256 { get; init; }
}
