using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Joining;

/// <summary>
/// POST /api/identity/join-requests: a person asks to act for the organisation of a credit code; 404 when none has it, and it may be registered. An
/// organisation that is not public is not named in the answer.
/// </summary>
internal static class AskToJoin
{
    /// <summary>So many requests of one person may wait.</summary>
    private const int MostWaiting = 5;

    public static void MapAskToJoin(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/identity/join-requests", HandleAsync)
            .RequireAuthorization(OwnAccount.Policy)
            .WithName("IdentityAskToJoin")
            .WithTags("Identity")
            .ProducesProblem(404)
            .ProducesProblem(409);

    /// <param name="Message">For those who decide: who one is there.</param>
    internal sealed record Request(string? CreditCode, string? Message);

    internal sealed record Response(Guid Id, JoinState State);

    private static async Task<Results<Created<Response>, ProblemHttpResult>> HandleAsync(
        Request request,
        ClaimsPrincipal user,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var message = request.Message?.Trim();
        if (!CreditCode.TryParse(request.CreditCode, out var code))
            return Problem.Invalid("creditCode", "It has 18 characters; the check digit does not fit.");
        if (message?.Length > JoinRequest.LongestText)
            return Problem.Invalid("message", $"'message' may have at most {JoinRequest.LongestText} characters.");
        if (await OwnAccount.FindAsync(user, db, cancellationToken) is not { } account)
            return OwnAccount.Missing();
        if (await db.Organisations.SingleOrDefaultAsync(x => x.CreditCode == code, cancellationToken) is not { } organisation)
            return Problem.NotFound("organisation with this credit code");
        if (!organisation.MayBeActedFor())
            return Problem.Conflict("The organisation is suspended or closed.");
        if (account.Memberships.Exists(x => x.OrganisationId == organisation.Id))
            return Problem.Conflict("You belong to this organisation already.");
        var waiting = await db
            .JoinRequests.Where(x => x.AccountId == account.Id && x.State == JoinState.Waiting)
            .Select(x => x.OrganisationId)
            .ToListAsync(cancellationToken);
        if (waiting.Contains(organisation.Id))
            return Problem.Conflict("Your request to join this organisation waits for an answer.");
        if (waiting.Count >= MostWaiting)
            return Problem.Conflict($"{MostWaiting} of your requests wait for an answer.", ("limit", MostWaiting));
        var now = time.GetUtcNow();
        var asked = new JoinRequest
        {
            Id = Guid.CreateVersion7(now),
            AccountId = account.Id,
            OrganisationId = organisation.Id,
            Message = string.IsNullOrEmpty(message) ? null : message,
            At = now,
        };
        db.JoinRequests.Add(asked);
        var managers = await db.ManagerAddressesAsync(organisation.Id, cancellationToken);
        if (managers.Count > 0)
            foreach (var address in managers)
                mails.Write(address, "joinAsked", mails.Link("/my/organisation"));
        else
            foreach (var address in await db.OperatorAddressesAsync(organisation.Region, organisation.Id, cancellationToken))
                mails.Write(address, "joinAsked", mails.Link("/reviews/organisations"));
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        return TypedResults.Created((string?)null, new Response(asked.Id, asked.State));
    }
}

/// <summary>The account of a person who may belong to no organisation yet.</summary>
internal static class OwnAccount
{
    public static readonly AuthorizationPolicy Policy = new AuthorizationPolicyBuilder(Authentication.Bearer).RequireAuthenticatedUser().Build();

    /// <summary>With its memberships; null for a client.</summary>
    public static async Task<Account?> FindAsync(ClaimsPrincipal user, IdentityDbContext db, CancellationToken cancellationToken) =>
        Guid.TryParse(user.FindFirstValue("sub"), out var id)
            ? await db.Users.Include(x => x.Memberships).SingleOrDefaultAsync(x => x.Id == id, cancellationToken)
            : null;

    public static ProblemHttpResult Missing() => Problem.Forbidden("Only a person with an account can ask for this.");
}
