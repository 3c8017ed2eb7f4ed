using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace TechTransfer.Hosting;

/// <summary>The answers of RFC 9457 that slices give. Each has a stable type; those about input name the field and the limit.</summary>
public static class Problem
{
    private const string Types = "urn:techtransfer:problem:";

    /// <summary>404, also for what the caller may not know of.</summary>
    public static ProblemHttpResult NotFound(string what = "resource") => Of(404, "not-found", $"No such {what}.");

    /// <summary>400: nothing, or null, where a body is needed.</summary>
    public static ProblemHttpResult NoBody() => Of(400, "malformed-json", "The body is missing.");

    /// <summary>403: known to the caller, but not his to do.</summary>
    public static ProblemHttpResult Forbidden(string detail) => Of(403, "forbidden", detail);

    /// <summary>409: the state does not allow it.</summary>
    public static ProblemHttpResult Conflict(string detail, params (string Name, object? Value)[] more) => Of(409, "conflict", detail, more);

    /// <summary>409 of a state machine: names the state it is in and what that state allows.</summary>
    public static ProblemHttpResult WrongState(string state, IEnumerable<string> allowed) =>
        Of(409, "wrong-state", $"Not allowed in state {state}.", ("state", state), ("allowed", allowed.ToArray()));

    /// <summary>412: If-Match is not the current version; carries the current state.</summary>
    public static ProblemHttpResult Stale(long currentVersion, object current) =>
        Of(412, "stale-version", $"The current version is {currentVersion}.", ("version", currentVersion), ("current", current));

    /// <summary>428: an update needs If-Match.</summary>
    public static ProblemHttpResult NeedsIfMatch() => Of(428, "if-match-required", "Send the version you changed in If-Match.");

    /// <summary>413: names the limit in bytes.</summary>
    public static ProblemHttpResult TooLarge(string field, long limit) =>
        Of(413, "too-large", $"{field} may have at most {limit} bytes.", ("field", field), ("limit", limit));

    /// <summary>422: what is wrong, by field.</summary>
    public static ProblemHttpResult Invalid(IDictionary<string, string[]> errors) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails(errors)
            {
                Status = 422,
                Type = Types + "invalid",
                Title = "Some fields are missing or wrong.",
            }
        );

    public static ProblemHttpResult Invalid(string field, string message) =>
        Invalid(new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [message] });

    /// <summary>503: a backend is away; nothing was changed.</summary>
    public static ProblemHttpResult Unavailable(string detail) => Of(503, "unavailable", detail);

    /// <summary>The stable type of answers that the framework gives before or instead of a slice.</summary>
    internal static void GiveType(ProblemDetailsContext context)
    {
        if (context.ProblemDetails.Type?.StartsWith(Types, StringComparison.Ordinal) == true)
            return;
        context.ProblemDetails.Type =
            Types
            + context.ProblemDetails.Status switch
            {
                400 => "bad-request",
                401 => "unauthorised",
                403 => "forbidden",
                404 => "not-found",
                405 => "method-not-allowed",
                413 => "too-large",
                415 => "unsupported-media-type",
                >= 500 => "internal",
                _ => "refused",
            };
    }

    public static ProblemHttpResult Of(int status, string type, string detail, params (string Name, object? Value)[] more)
    {
        var problem = new ProblemDetails
        {
            Status = status,
            Type = Types + type,
            Title = detail,
            Detail = detail,
        };
        foreach (var (name, value) in more)
            problem.Extensions[name] = value;
        return TypedResults.Problem(problem);
    }
}
