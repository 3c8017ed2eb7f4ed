using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Both lanes share the machine: where what people wait for has fallen behind, after a server was away for example, imports and what is only indexed or scored
/// anew wait for it, but never for good.
/// </summary>
internal sealed class RightOfWay(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Work that people wait for is behind when it is older than this.</summary>
    public static readonly TimeSpan Behind = TimeSpan.FromSeconds(2);

    /// <summary>So often a batch of the bulk lane passes, whatever waits.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private long _passed = time.GetTimestamp();

    /// <summary>Asked before each batch of the bulk lane.</summary>
    public async Task<bool> LetsBulkPassAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_passed) < LongestWait && await IsInteractiveBehindAsync(cancellationToken))
            return false;
        _passed = time.GetTimestamp();
        return true;
    }

    private async Task<bool> IsInteractiveBehindAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var now = time.GetUtcNow();
        return await scope
            .ServiceProvider.GetRequiredService<MatchingDbContext>()
            .IndexWork.AnyAsync(
                x => x.Lane == IndexLane.Interactive && x.QueuedAt < now - Behind && (x.NotBefore == null || x.NotBefore <= now),
                cancellationToken
            );
    }
}
