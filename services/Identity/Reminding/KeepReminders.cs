using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;

namespace TechTransfer.Identity.Reminding;

/// <summary>
/// GET and PUT /api/identity/reminders: how often a person is reminded by mail of what waits for him. POST /api/identity/reminders/stop: never again, by
/// whoever holds one of the mails; a GET would let a scanner of links do so.
/// </summary>
internal static class KeepReminders
{
    internal sealed record Request(string? Reminders);

    /// <param name="Reminders">daily, weekly or never.</param>
    /// <param name="MailAvailable">False: the operator has set up no mail server.</param>
    internal sealed record Response(ReminderPace Reminders, bool MailAvailable, string? Email);

    public static void MapKeepReminders(this IEndpointRouteBuilder routes)
    {
        var reminders = routes.MapGroup("/api/identity/reminders").WithTags("Identity");
        reminders.MapGet("", GetAsync).RequireAuthorization(OwnAccount.Policy).WithName("IdentityGetReminders");
        reminders.MapPut("", ChangeAsync).RequireAuthorization(OwnAccount.Policy).WithName("IdentityChangeReminders").ProducesProblem(422);
        reminders
            .MapPost("/stop", StopAsync)
            .WithName("IdentityStopReminders")
            .AllowAnonymous()
            .DisableAntiforgery()
            .Produces(204)
            .ProducesProblem(404);
    }

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> GetAsync(
        ClaimsPrincipal user,
        IdentityDbContext db,
        Mails mails,
        CancellationToken cancellationToken
    ) =>
        await OwnAccount.FindAsync(user, db, cancellationToken) is { } account
            ? TypedResults.Ok(new Response(account.Reminders, mails.IsAvailable, account.Email))
            : OwnAccount.Missing();

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> ChangeAsync(
        Request request,
        ClaimsPrincipal user,
        IdentityDbContext db,
        Mails mails,
        CancellationToken cancellationToken
    )
    {
        if (await OwnAccount.FindAsync(user, db, cancellationToken) is not { } account)
            return OwnAccount.Missing();
        if (!Enum.TryParse<ReminderPace>(request.Reminders, ignoreCase: true, out var pace) || request.Reminders!.Any(char.IsAsciiDigit))
            return Problem.Invalid("reminders", "daily, weekly or never.");
        account.Reminders = pace;
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new Response(pace, mails.IsAvailable, account.Email));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> StopAsync(
        string? token,
        StopLink links,
        IdentityDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (links.AccountOf(token) is not { } id || await db.Users.SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } account)
            return Problem.NotFound("subscription");
        account.Reminders = ReminderPace.Never;
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
