using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace TechTransfer.Identity.Issuer;

/// <summary>A key of the issuer; the highest generation signs or encrypts, older ones still read what they made.</summary>
internal sealed class IssuerKey
{
    public const string Signing = "signing";
    public const string Encryption = "encryption";

    public required string Use { get; init; }
    public required int Generation { get; init; }

    /// <summary>PKCS#8 of an RSA key (signing) or 32 random bytes (encryption).</summary>
    public required byte[] Material { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The keys all replicas share, kept in the service's database so that a restart invalidates no token.</summary>
internal sealed class IssuerKeys(IServiceScopeFactory scopes, TimeProvider time)
{
    public IReadOnlyList<SecurityKey> Signing { get; private set; } = [];
    public IReadOnlyList<SecurityKey> Encryption { get; private set; } = [];

    /// <summary>Loads the keys; the first start makes them. When two replicas start first, the primary key lets one win and the other reads its keys.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        if (!await TryLoadAsync(cancellationToken))
        {
            await TryCreateAsync(cancellationToken);
            if (!await TryLoadAsync(cancellationToken))
                throw new InvalidOperationException("The issuer's keys were made but cannot be read back.");
        }
    }

    private async Task<bool> TryLoadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var keys = await db.IssuerKeys.AsNoTracking().OrderByDescending(x => x.Generation).ToListAsync(cancellationToken);
        Signing = [.. keys.Where(x => x.Use == IssuerKey.Signing).Select(ToRsa)];
        Encryption = [.. keys.Where(x => x.Use == IssuerKey.Encryption).Select(x => new SymmetricSecurityKey(x.Material))];
        return Signing.Count > 0 && Encryption.Count > 0;
    }

    private async Task TryCreateAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        using var rsa = RSA.Create(2048);
        db.IssuerKeys.AddRange(Key(IssuerKey.Signing, rsa.ExportPkcs8PrivateKey()), Key(IssuerKey.Encryption, RandomNumberGenerator.GetBytes(32)));
        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (!cancellationToken.IsCancellationRequested)
        {
            // Another replica was first; if it was something else, reading back fails and says so.
        }
    }

    private IssuerKey Key(string use, byte[] material) =>
        new()
        {
            Use = use,
            Generation = 1,
            Material = material,
            CreatedAt = time.GetUtcNow(),
        };

    private static RsaSecurityKey ToRsa(IssuerKey key)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.Material, out _);
        // A stable id from the public part, so that replicas and restarts publish the same key set.
        return new RsaSecurityKey(rsa) { KeyId = Convert.ToHexStringLower(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))[..16] };
    }
}
