using Microsoft.Extensions.Hosting;

namespace TechTransfer.Messaging;

/// <summary>For work in the background that nobody waits for yet: a start prepares what answers requests first.</summary>
public static class HostStart
{
    /// <summary>Returns when every hosted service was started and the server listens.</summary>
    /// <exception cref="OperationCanceledException">The host stops before that.</exception>
    public static async Task WhenStartedAsync(this IHostApplicationLifetime lifetime, CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
    }
}
