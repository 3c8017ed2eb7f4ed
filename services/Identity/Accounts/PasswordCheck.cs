using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace TechTransfer.Identity.Accounts;

/// <summary>
/// Is this the password of that e-mail? Known, unknown and locked addresses take the same steps: one row of failures is read, one hash is computed, one
/// row is written.
/// </summary>
internal sealed class PasswordCheck(
    IdentityDbContext db,
    IPasswordHasher<Account> hasher,
    ILookupNormalizer normalizer,
    SignInQueue queue,
    TimeProvider time,
    ILogger<PasswordCheck> logger
)
{
    /// <returns>
    /// The account, tracked; null when address or password is wrong or the address is locked. Its address may not be confirmed yet: then it may not sign
    /// in, and only who knows the password hears so.
    /// </returns>
    public async Task<Account?> TryAsync(string email, string password, CancellationToken cancellationToken)
    {
        var normalized = normalizer.NormalizeEmail(email.Trim());
        var emailHash = SignInFailures.HashOf(normalized);
        using var turn = await queue.WaitAsync(emailHash, cancellationToken);
        var failures = await db.SignInFailures.SingleOrDefaultAsync(x => x.EmailHash == emailHash, cancellationToken);
        var account = await db.Users.SingleOrDefaultAsync(x => x.NormalizedEmail == normalized, cancellationToken);
        var isRight = Verify(account, password);
        var now = time.GetUtcNow();
        if (failures?.IsLocked(now) == true)
        {
            logger.LogWarning("Sign-in refused: the address is locked until {Until}", failures.LockedUntil);
            return null;
        }
        if (isRight)
        {
            if (failures is not null)
                db.SignInFailures.Remove(failures);
            logger.LogInformation("Account {Account} gave its password", account!.Id);
        }
        else
        {
            if (failures is null)
                db.SignInFailures.Add(failures = new SignInFailures { EmailHash = emailHash });
            failures.Add(now);
            logger.LogInformation("Sign-in failed");
        }
        await db.SaveChangesAsync(cancellationToken);
        return isRight ? account : null;
    }

    private bool Verify(Account? account, string password)
    {
        var result = hasher.VerifyHashedPassword(account ?? Nobody, account?.PasswordHash ?? queue.NobodysHash, password);
        if (account?.PasswordHash is null || result == PasswordVerificationResult.Failed)
            return false;
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            account.PasswordHash = hasher.HashPassword(account, password);
        return true;
    }

    private static readonly Account Nobody = new() { Name = "", CreatedAt = default };
}

/// <summary>Tries for one address take turns, so that many at once are counted one by one.</summary>
internal sealed class SignInQueue
{
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    /// <summary>Verified in place of an unknown address's hash, at the cost of a real one.</summary>
    public string NobodysHash { get; } =
        new PasswordHasher<Account>().HashPassword(
            new Account { Name = "", CreatedAt = default },
            Convert.ToHexString(RandomNumberGenerator.GetBytes(16))
        );

    public async Task<IDisposable> WaitAsync(string emailHash, CancellationToken cancellationToken)
    {
        var turn = _turns[Convert.ToInt32(emailHash[..2], 16) % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
