using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace TechTransfer.Hosting;

/// <summary>
/// Who calls and for which organisation, read from the access token. Take it as a parameter of an endpoint: <c>Caller</c> where the route requires
/// authorisation, <c>Caller?</c> where visitors may come too.
/// </summary>
/// <param name="Subject">The person's or the client's id.</param>
/// <param name="OrganisationId">The organisation the token acts for.</param>
/// <param name="Region">The organisation's region; for an operator the root of the subtree that he looks after.</param>
public sealed record Caller(string Subject, string Name, string? Email, Guid OrganisationId, IReadOnlySet<string> Roles, string Region, bool IsClient)
{
    public bool Is(string role) => Roles.Contains(role);

    public bool IsOperator => Is(Hosting.Roles.Operator);
    public bool IsBroker => Is(Hosting.Roles.Broker);
    public bool IsAdministrator => Is(Hosting.Roles.Administrator);
    public bool IsManager => Is(Hosting.Roles.Manager);

    /// <summary>An operator whose subtree holds the region.</summary>
    public bool Oversees(string region) => IsOperator && RegionCode.Covers(Region, region);

    public static ValueTask<Caller?> BindAsync(HttpContext context) => ValueTask.FromResult(From(context.User));

    public static Caller? From(ClaimsPrincipal user)
    {
        if (user.Identity?.IsAuthenticated != true || !Guid.TryParse(user.FindFirstValue("org"), out var organisation))
            return null;
        var subject = user.FindFirstValue("sub") ?? "";
        return new Caller(
            subject,
            user.FindFirstValue("name") ?? subject,
            user.FindFirstValue("email"),
            organisation,
            user.FindAll("role").Select(x => x.Value).ToHashSet(StringComparer.Ordinal),
            user.FindFirstValue("region") ?? "",
            user.HasClaim("client", "true")
        );
    }
}

/// <summary>Roles of an access token, as domain.md names them.</summary>
public static class Roles
{
    public const string Member = "member";
    public const string Manager = "manager";
    public const string Signatory = "signatory";
    public const string Broker = "broker";
    public const string Operator = "operator";
    public const string Registrar = "registrar";
    public const string Administrator = "administrator";
}

/// <summary>Six-digit division codes: province 220000, city 220100, county 220104.</summary>
public static class RegionCode
{
    /// <summary>The digits all regions of the subtree begin with: 22, 2201 or 220104. What is no such code is no prefix of any region.</summary>
    public static string Prefix(string code) =>
        code.Length != 6 ? "-"
        : code.EndsWith("0000", StringComparison.Ordinal) ? code[..2]
        : code.EndsWith("00", StringComparison.Ordinal) ? code[..4]
        : code;

    public static bool Covers(string root, string code) => root.Length == 6 && code.StartsWith(Prefix(root), StringComparison.Ordinal);
}
