using System.Security.Cryptography;
using System.Text;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// Failed sign-ins under one e-mail address, whether or not an account has it: unknown addresses are counted, locked and answered exactly as known
/// ones, so nobody learns from answer or time who has an account.
/// </summary>
internal sealed class SignInFailures
{
    public const int Limit = 5;
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(15);

    /// <summary>Hex SHA-256 of the normalised address: addresses that belong to nobody here are not kept.</summary>
    public required string EmailHash { get; init; }
    public int Count { get; private set; }
    public DateTimeOffset LastAt { get; private set; }
    public DateTimeOffset? LockedUntil { get; private set; }

    public static string HashOf(string normalizedEmail) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(normalizedEmail)));

    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;

    public void Add(DateTimeOffset now)
    {
        Count = now - LastAt > Lock ? 1 : Count + 1;
        LastAt = now;
        if (Count >= Limit)
            (LockedUntil, Count) = (now + Lock, 0);
    }
}
