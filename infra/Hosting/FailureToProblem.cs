using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>Turns what went wrong below a slice into an answer that says whose fault it was: the request's (400, 413) or the store's (503).</summary>
internal sealed class FailureToProblem(IProblemDetailsService problems, ILogger<FailureToProblem> logger) : IExceptionHandler
{
    /// <summary>Begins what the OpenID Connect library says when it cannot read the issuer's description.</summary>
    private const string IssuerIsAway = "IDX20803";

    /// <summary>PostgreSQL's character_not_in_repertoire: U+0000 in a query string or a form; in JSON <see cref="StorableText"/> names the field.</summary>
    private static bool HoldsNullCharacter(Exception exception) =>
        (exception as PostgresException ?? exception.InnerException as PostgresException)?.SqlState == PostgresErrorCodes.CharacterNotInRepertoire;

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var (status, type, detail) = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => (400, "malformed-json", WrongJson.Say(json)),
            BadHttpRequestException { StatusCode: 413 } => (413, "too-large", $"The body is larger than the limit. {exception.Message}"),
            BadHttpRequestException bad => (bad.StatusCode, "bad-request", bad.Message),
            _ when HoldsNullCharacter(exception) => (
                400,
                "bad-request",
                "A text of the request contains the character U+0000, which cannot be kept."
            ),
            _ when StoreFailure.IsAway(exception) || exception is InvalidOperationException && LostTransactions.IsOneIn(context) => (
                503,
                "unavailable",
                "The store cannot take this now; nothing was changed. Try again."
            ),
            InvalidOperationException when exception.Message.StartsWith(IssuerIsAway, StringComparison.Ordinal) => (
                503,
                "unavailable",
                "The issuer of sign-ins does not answer. Try again."
            ),
            DbUpdateConcurrencyException => (409, "conflict", "Somebody else changed this at the same moment. Read it again."),
            _ => (500, "internal", "Something went wrong here; it has been written to the log."),
        };
        if (status >= 500)
            logger.LogError(exception, "{Method} {Path} failed with {Status}", context.Request.Method, context.Request.Path, status);
        if (status == 503)
            context.Response.Headers.RetryAfter = "5";
        context.Response.StatusCode = status;
        var problem = new ProblemDetails
        {
            Status = status,
            Type = "urn:techtransfer:problem:" + type,
            Title = detail,
            Detail = detail,
        };
        if (exception.InnerException is JsonException wrong && WrongJson.FieldOf(wrong) is { } field)
            problem.Extensions["errors"] = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [detail] };
        // Who asks for HTML alone gets the same status in plain words: left unhandled it would be a 500.
        if (!await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem }))
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(detail, cancellationToken);
        }
        return true;
    }
}
