using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Members;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Clients;

/// <summary>
/// POST /api/identity/clients/{id}/secret: a new secret, shown once. DELETE /api/identity/clients/{id}: the client is gone. The old secret gets no token from
/// then on; a token that it got before holds for its ten minutes.
/// </summary>
internal static class ChangeClient
{
    public static void MapChangeClient(this IEndpointRouteBuilder routes)
    {
        var client = routes.MapGroup("/api/identity/clients/{id}").WithTags("Identity").RequireAuthorization(Roles.Manager);
        client.MapPost("/secret", RenewAsync).WithName("IdentityRenewClientSecret");
        client.MapDelete("", RevokeAsync).WithName("IdentityRevokeClient").Produces(204);
    }

    private static async Task<Results<Ok<ClientSecret>, ProblemHttpResult>> RenewAsync(
        string id,
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
        await using var transaction = await db.BeginChangeAsync(caller.OrganisationId, cancellationToken);
        if (await FindAsync(db, id, caller, cancellationToken) is not { } client)
            return Problem.NotFound("client");
        var (now, secret) = (time.GetUtcNow(), ClientSecret.New(client.ClientId));
        client.SecretRenewedAt = now;
        db.OrganisationActs.Add(OrganisationAct.Of(caller.OrganisationId, ActKind.ClientSecretRenewed, caller, now, reason: client.ClientId));
        await db.SaveChangesAsync(cancellationToken);
        await applications.UpdateAsync(await ApplicationAsync(applications, client, cancellationToken), secret.Secret, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(secret);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        string id,
        Caller caller,
        IdentityDbContext db,
        IOpenIddictApplicationManager applications,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (caller.IsClient)
            return ClientSecret.ForPeople();
        await using var transaction = await db.BeginChangeAsync(caller.OrganisationId, cancellationToken);
        if (await FindAsync(db, id, caller, cancellationToken) is not { } client)
            return Problem.NotFound("client");
        db.ApiClients.Remove(client);
        db.OrganisationActs.Add(
            OrganisationAct.Of(caller.OrganisationId, ActKind.ClientRevoked, caller, time.GetUtcNow(), reason: $"{client.ClientId}: {client.Name}")
        );
        await db.SaveChangesAsync(cancellationToken);
        await applications.DeleteAsync(await ApplicationAsync(applications, client, cancellationToken), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<ApiClient?> FindAsync(IdentityDbContext db, string id, Caller caller, CancellationToken cancellationToken) =>
        db.ApiClients.SingleOrDefaultAsync(x => x.ClientId == id && x.OrganisationId == caller.OrganisationId, cancellationToken);

    private static async Task<object> ApplicationAsync(
        IOpenIddictApplicationManager applications,
        ApiClient client,
        CancellationToken cancellationToken
    ) =>
        await applications.FindByClientIdAsync(client.ClientId, cancellationToken)
        ?? throw new InvalidOperationException($"The issuer does not know {client.ClientId}.");
}
