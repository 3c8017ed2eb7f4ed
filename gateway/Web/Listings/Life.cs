using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Listings;

/// <summary>The state changes of a listing that pages offer, each by the name of its route in the API.</summary>
internal static class Life
{
    /// <summary>Why an owner ends a publication.</summary>
    public static readonly IReadOnlyList<string> WithdrawReasons = ["solvedHere", "solvedElsewhere", "budgetGone", "other"];

    /// <summary>What may be wrong with a listing.</summary>
    public static readonly IReadOnlyList<string> ReportReasons =
    [
        "infringement",
        "falseInformation",
        "outdated",
        "duplicate",
        "spam",
        "secret",
        "personalData",
        "other",
    ];

    /// <param name="reason">A code out of a list, or nothing.</param>
    /// <param name="text">In the person's own words.</param>
    public static Task<Outcome<Done>> ChangeAsync(
        ListingKind kind,
        Guid id,
        string verb,
        string? reason,
        string? text,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        object? body;
        switch (verb)
        {
            case "recall" or "reconfirm" or "publish":
                body = null;
                break;
            case "appeal":
                body = new { text };
                break;
            case "withdraw" or "takedown" or "reject":
                body = new { reason = Both(reason, text) };
                break;
            case "return":
                body = new { reasons = new[] { Both(reason, text) } };
                break;
            default:
                return Task.FromResult(new Outcome<Done>(null, new Refusal(System.Net.HttpStatusCode.BadRequest, null)));
        }
        return door.PostAsync($"{kind.Api}/{id}/{verb}", body, cancellationToken);
    }

    private static string Both(string? reason, string? text) =>
        string.Join(": ", new[] { reason, text }.Where(x => !string.IsNullOrWhiteSpace(x)).Select(x => x!.Trim()));
}

/// <summary>What became of each listing of a change for many.</summary>
public sealed record ManyAnswer(IReadOnlyList<ManyItem> Items);

public sealed record ManyItem(Guid Id, string Outcome);
