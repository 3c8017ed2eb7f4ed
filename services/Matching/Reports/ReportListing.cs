using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Messaging;

namespace TechTransfer.Matching.Reports;

/// <summary>
/// POST /api/reports: anybody says what is wrong with a published listing. A visitor gets a token by which he sees the outcome; who is signed in finds it among his own. Both
/// may do so only so often.
/// </summary>
internal static class ReportListing
{
    private const int LongestText = 2_000;

    /// <summary>So many visitors' reports of one listing wait at a time: more say nothing new.</summary>
    private const int MostOfVisitors = 20;

    internal sealed record Request(string? Kind, Guid? Id, string? Reason, string? Text);

    /// <param name="Token">Lets a visitor see the outcome (?token=); told this once. Absent for who is signed in.</param>
    internal sealed record Created(Guid Id, string? Token);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/reports", HandleAsync)
            .WithName("reportListing")
            .WithTags("Reports")
            .ProducesProblem(404)
            .ProducesProblem(409)
            .ProducesProblem(422)
            .ProducesProblem(429);

    private static async Task<Results<Created<Created>, ProblemHttpResult>> HandleAsync(
        Request request,
        Caller? caller,
        MatchingDbContext db,
        ReportRate rate,
        IConfiguration configuration,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        var text = request.Text?.Trim();
        if (Mistakes(request, text) is { Count: > 0 } errors)
            return Problem.Invalid(errors);
        var now = time.GetUtcNow();
        var kind = request.Kind == "demand" ? ListingKind.Demand : ListingKind.Achievement;
        var copy = await db.VisibleTo(caller, now).AsNoTracking().FirstOrDefaultAsync(x => x.Id == request.Id && x.Kind == kind, cancellationToken);
        if (copy is null)
            return Problem.NotFound("listing");
        // Who belongs to no organisation yet reports as a person all the same.
        var subject = context.User.FindFirstValue("sub");
        var open = db.Reports.Where(x => x.ListingId == copy.Id && x.State == ReportState.Open);
        if (subject is null)
        {
            if (!rate.Allows(context.Connection.RemoteIpAddress))
                return TooOften("From one network address only so many reports an hour are taken; sign in or try again later.", 3600);
            if (await open.CountAsync(x => x.Subject == null, cancellationToken) >= MostOfVisitors)
                return Problem.Conflict("Others have reported this listing already, and an operator looks at it.");
        }
        else
        {
            if (await open.AnyAsync(x => x.Subject == subject, cancellationToken))
                return Problem.Conflict("You have reported this listing already, and it waits for the operator.");
            var most = configuration.GetValue("Limits:ReportsPerDay", 50);
            var since = now.AddDays(-1);
            if (await db.Reports.CountAsync(x => x.Subject == subject && x.At > since, cancellationToken) >= most)
                return TooOften($"One person may report {most} listings a day.", 24 * 3600);
        }
        var token = subject is null ? Report.NewToken() : null;
        var report = new Report
        {
            Id = Guid.CreateVersion7(now),
            ListingId = copy.Id,
            Kind = kind,
            Title = copy.Read().Title,
            OwnerId = copy.OrganisationId,
            Reason = request.Reason!,
            Text = string.IsNullOrEmpty(text) ? null : text,
            Doubtful = Doubt.About(text),
            OrganisationId = caller?.OrganisationId,
            Subject = subject,
            TokenHash = token is null ? null : Report.HashOf(token),
            At = now,
        };
        // Its owner hears of it at once, but of one at a time, and not of what looks like no text.
        if (
            report is { Reason: Report.Infringement, Doubtful: false }
            && !await open.AnyAsync(x => x.Reason == Report.Infringement && !x.Doubtful, cancellationToken)
        )
            db.Enqueue(new ComplaintMade(report.Id, 1, report.OwnerId));
        db.Reports.Add(report);
        await db.SaveChangesAsync(cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/api/reports/{report.Id}", new Created(report.Id, token));

        ProblemHttpResult TooOften(string detail, int seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Problem.Of(429, "too-many-requests", detail);
        }
    }

    private static Dictionary<string, string[]> Mistakes(Request request, string? text)
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (request.Kind is not ("achievement" or "demand"))
            errors["kind"] = ["'kind' is one of achievement, demand."];
        if (request.Id is null)
            errors["id"] = ["'id' is required: of a published listing."];
        if (!Report.Reasons.Contains(request.Reason, StringComparer.Ordinal))
            errors["reason"] = [$"'reason' is one of {string.Join(", ", Report.Reasons)}."];
        if (text?.EnumerateRunes().Count() > LongestText)
            errors["text"] = [$"'text' may have at most {LongestText} characters."];
        // Which right, and whose: without it nobody can answer.
        else if (request.Reason == Report.Infringement && string.IsNullOrEmpty(text))
            errors["text"] = ["'text' is required for an infringement complaint: which right of yours, and how."];
        return errors;
    }
}
