using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace TechTransfer.Hosting;

/// <summary>
/// GET /api/my-data/{service}: all that the service holds about who asks, without secrets. Each service answers for itself, as none calls another; the front door puts
/// the answers together.
/// </summary>
public static class OwnData
{
    public static string PathOf(string service) => "/api/my-data/" + service;

    public static RouteHandlerBuilder AsOwnData(this RouteHandlerBuilder route, string service) =>
        route.RequireAuthorization(Authentication.AnyToken).WithName($"{service}.ownData").WithTags("My data");

    /// <summary>What the rows of a person, or of a client, are kept under.</summary>
    public static string Subject(this ClaimsPrincipal user) => user.FindFirstValue("sub") ?? "";
}
