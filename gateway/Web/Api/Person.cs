namespace TechTransfer.Gateway.Web.Api;

/// <summary>Who is signed in and for which organisation.</summary>
public sealed record Person(
    string Subject,
    string? Name,
    string? Email,
    Organisation? Organisation,
    IReadOnlyList<string> Roles,
    IReadOnlyList<Belonging> Memberships
)
{
    public bool Is(string role) => Roles.Contains(role);
}

/// <summary>Asks once per request who is signed in; null for a visitor.</summary>
internal sealed class Visitor(FrontDoor door, Microsoft.AspNetCore.Http.IHttpContextAccessor http)
{
    private Task<Person?>? _asked;

    public Task<Person?> PersonAsync(CancellationToken cancellationToken) =>
        http.HttpContext?.Request.Headers.Authorization.Count > 0
            ? _asked ??= door.FindAsync<Person>("/api/identity/me", cancellationToken)
            : Task.FromResult<Person?>(null);
}
