using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Issuer;
using TechTransfer.Identity.Members;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Clients;

/// <summary>
/// POST /api/identity/clients: a manager makes a client, which gets tokens for his organisation by client credentials. Its secret stands in this answer and
/// nowhere else, which is why the answer is not kept for an Idempotency-Key: who lost it revokes the client and makes another.
/// </summary>
internal static class MakeClient
{
    /// <summary>So many of one organisation.</summary>
    private const int Most = 20;

    public static void MapMakeClient(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/identity/clients", HandleAsync)
            .RequireAuthorization(Roles.Manager)
            .WithName("IdentityMakeClient")
            .WithTags("Identity")
            .ProducesProblem(404)
            .ProducesProblem(409);

    /// <param name="Name">What it is for; people see it where the client did something.</param>
    /// <param name="Roles">One or more of those the manager gives.</param>
    internal sealed record Request(string? Name, IReadOnlyList<string>? Roles);

    private static async Task<Results<Created<ClientSecret>, ProblemHttpResult>> HandleAsync(
        Request request,
        Caller caller,
        IdentityDbContext db,
        IOpenIddictApplicationManager applications,
        TimeProvider time,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (caller.IsClient)
            return ClientSecret.ForPeople();
        var organisation = await db.Organisations.AsNoTracking().SingleOrDefaultAsync(x => x.Id == caller.OrganisationId, cancellationToken);
        if (organisation is null)
            return Problem.NotFound("organisation");
        var name = request.Name?.Trim() ?? "";
        var roles = (request.Roles ?? []).Distinct(StringComparer.Ordinal).ToList();
        var grantable = GivenRoles.In(organisation.Kind);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (name.Length is 0 or > ApiClient.LongestName || name.Any(char.IsControl))
            errors["name"] = [$"'name' needs 1 to {ApiClient.LongestName} characters."];
        if (roles.Count == 0 || roles.Exists(x => !grantable.Contains(x, StringComparer.Ordinal)))
            errors["roles"] = [$"'roles' needs at least one, and each is one of {string.Join(", ", grantable)}."];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (!organisation.MayTakeIn())
            return Problem.WrongState(JsonNamingPolicy.CamelCase.ConvertName(organisation.State.ToString()), []);
        var now = time.GetUtcNow();
        await using var transaction = await db.BeginChangeAsync(organisation.Id, cancellationToken);
        if (await db.ApiClients.CountAsync(x => x.OrganisationId == organisation.Id, cancellationToken) >= Most)
            return Problem.Conflict($"An organisation has at most {Most} clients; revoke one that is not needed.", ("limit", Most));
        var client = new ApiClient
        {
            ClientId = $"client-{Guid.CreateVersion7(now):N}",
            Name = name,
            OrganisationId = organisation.Id,
            Roles = roles,
            CreatedAt = now,
        };
        var secret = ClientSecret.New(client.ClientId);
        db.ApiClients.Add(client);
        db.OrganisationActs.Add(
            OrganisationAct.Of(organisation.Id, ActKind.ClientMade, caller, now, reason: $"{client.ClientId}: {string.Join(", ", roles)}")
        );
        await db.SaveChangesAsync(cancellationToken);
        await applications.CreateAsync(ClientRegistration.OfMachine(client.ClientId, name, secret.Secret), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created((string?)null, secret);
    }
}

/// <summary>What /connect/token asks of a client.</summary>
/// <param name="Secret">Shown this once; the store has its hash.</param>
internal sealed record ClientSecret(string Id, string Secret)
{
    public static ClientSecret New(string id) => new(id, Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>A stolen secret must not make itself others.</summary>
    public static ProblemHttpResult ForPeople() => Problem.Forbidden("A person decides about clients, not a client.");
}
