using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>Turns what went wrong below a slice into an answer that says whose fault it was: the request's (400, 413) or the store's (503).</summary>
internal sealed class FailureToProblem(IProblemDetailsService problems, ILogger<FailureToProblem> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        var (status, type, detail) = exception switch
        {
            BadHttpRequestException { InnerException: JsonException json } => (400, "malformed-json", WrongJson.Say(json)),
            BadHttpRequestException { StatusCode: 413 } => (413, "too-large", $"The body is larger than the limit. {exception.Message}"),
            BadHttpRequestException bad => (bad.StatusCode, "bad-request", bad.Message),
            _ when StoreFailure.IsAway(exception) => (503, "unavailable", "The store cannot take this now; nothing was changed. Try again."),
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
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
    }
}
