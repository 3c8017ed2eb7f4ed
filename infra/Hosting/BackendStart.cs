using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace TechTransfer.Hosting;

/// <summary>Waits for a server at the start: at most 60 s (<c>Startup:WaitSeconds</c>), and not at all for what waiting does not mend.</summary>
/// <param name="server">What it is and where, as the operator reads it.</param>
/// <param name="setting">The setting that leads to it.</param>
public sealed class BackendStart(string server, string setting, IConfiguration configuration, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(configuration.GetValue("Startup:WaitSeconds", 60));

    /// <param name="refusal">Why the server will never let us in; null when it may.</param>
    /// <param name="passing">Why it cannot be reached now; null for any other failure.</param>
    /// <exception cref="WrongSettingException">It refuses, or the time is over.</exception>
    public async Task WhenItAnswersAsync(
        Func<Task> attempt,
        Func<Exception, string?> refusal,
        Func<Exception, string?> passing,
        CancellationToken cancellationToken
    )
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(Pause, cancellationToken))
        {
            try
            {
                await attempt();
                return;
            }
            catch (Exception failure) when (refusal(failure) is { } reason)
            {
                throw new WrongSettingException($"{server} refuses {setting}: {reason}", failure);
            }
            catch (Exception failure) when (passing(failure) is { } reason)
            {
                if (Stopwatch.GetElapsedTime(started) + Pause > _patience)
                    throw new WrongSettingException($"{server} ({setting}) was not ready within {_patience.TotalSeconds:0} s: {reason}", failure);
                logger.LogWarning("{Server} is not ready yet: {Reason}", server, reason);
            }
        }
    }

    /// <summary>The failure and what it was caused by.</summary>
    public static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
