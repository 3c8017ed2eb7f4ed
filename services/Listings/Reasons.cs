using Microsoft.AspNetCore.Http.HttpResults;
using TechTransfer.Hosting;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings;

/// <summary>The reasons that a decision must give.</summary>
internal static class Reasons
{
    private const int MaxCount = 10;
    private const int MaxLength = 1000;

    public static (IReadOnlyList<string> Reasons, ProblemHttpResult? Wrong) Read(IReadOnlyList<string>? reasons)
    {
        var given = (reasons ?? []).Where(x => !string.IsNullOrWhiteSpace(x)).Select(x => x.Trim()).ToList();
        if (given.Count is 0 or > MaxCount)
            return ([], Problem.Invalid("reasons", $"Give 1 to {MaxCount} reasons."));
        return given.Exists(x => !x.FitsIn(MaxLength))
            ? ([], Problem.Invalid("reasons", $"A reason may have at most {MaxLength} characters."))
            : (given, null);
    }

    public static (IReadOnlyList<string> Reasons, ProblemHttpResult? Wrong) Read(string? reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            return ([], Problem.Invalid("reason", "Give a reason."));
        return reason.FitsIn(MaxLength)
            ? ([reason.Trim()], null)
            : ([], Problem.Invalid("reason", $"A reason may have at most {MaxLength} characters."));
    }
}

/// <param name="Reason">At most 1,000 characters.</param>
internal sealed record ReasonRequest(string? Reason);
