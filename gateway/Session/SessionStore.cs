using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Gateway.Session;

/// <summary>Keeps tickets in the Gateway database; the cookie holds nothing but the key to its row.</summary>
internal sealed class SessionStore(IServiceScopeFactory scopes, IDataProtectionProvider protection, TimeProvider time) : ITicketStore
{
    private const string IdItem = "session";
    private readonly IDataProtector _protector = protection.CreateProtector("TechTransfer.Session.Ticket");

    /// <summary>The row a ticket was read from.</summary>
    public static string IdOf(AuthenticationProperties properties) => properties.Items[IdItem]!;

    public Task<string> StoreAsync(AuthenticationTicket ticket) => StoreAsync(ticket, CancellationToken.None);

    public async Task<string> StoreAsync(AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        ticket.Properties.Items[IdItem] = Hash(key);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDbContext>();
        db.Sessions.Add(
            new StoredSession
            {
                Id = Hash(key),
                Ticket = Protect(ticket),
                ExpiresAt = Expiry(ticket),
            }
        );
        await db.SaveChangesAsync(cancellationToken);
        return key;
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket) => UpdateAsync(Hash(key), ticket, CancellationToken.None);

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => FindAsync(Hash(key), CancellationToken.None);

    public Task RemoveAsync(string key) => DeleteAsync(Hash(key), CancellationToken.None);

    /// <summary>Changes a session that still exists; one that was signed out meanwhile stays gone.</summary>
    public async Task UpdateAsync(string id, AuthenticationTicket ticket, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDbContext>();
        ticket.Properties.Items[IdItem] = id;
        var (bytes, expiry) = (Protect(ticket), Expiry(ticket));
        await db
            .Sessions.Where(x => x.Id == id)
            .ExecuteUpdateAsync(x => x.SetProperty(y => y.Ticket, bytes).SetProperty(y => y.ExpiresAt, expiry), cancellationToken);
    }

    public async Task<AuthenticationTicket?> FindAsync(string id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GatewayDbContext>();
        var row = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancellationToken);
        if (row is null || row.ExpiresAt <= time.GetUtcNow())
            return null;
        try
        {
            return TicketSerializer.Default.Deserialize(_protector.Unprotect(row.Ticket));
        }
        catch (CryptographicException)
        {
            // Its keys are gone (another key ring): the session is over, its owner signs in again.
            return null;
        }
    }

    public async Task DeleteAsync(string id, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Sessions.Where(x => x.Id == id).ExecuteDeleteAsync(cancellationToken);
    }

    public async Task DeleteExpiredAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<GatewayDbContext>()
            .Sessions.Where(x => x.ExpiresAt <= now)
            .ExecuteDeleteAsync(cancellationToken);
    }

    private byte[] Protect(AuthenticationTicket ticket) => _protector.Protect(TicketSerializer.Default.Serialize(ticket));

    private DateTimeOffset Expiry(AuthenticationTicket ticket) => ticket.Properties.ExpiresUtc ?? time.GetUtcNow() + SessionModule.Lifetime;

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
