using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TechTransfer.Hosting;

/// <summary>Where RabbitMQ is (<c>ConnectionStrings:RabbitMq</c>), and whether it lets us in.</summary>
internal static class Broker
{
    private const string Setting = "ConnectionStrings:RabbitMq";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>Null: the bus lives in the memory of this process.</returns>
    /// <exception cref="WrongSettingException">It is no address of RabbitMQ.</exception>
    public static Uri? AddressIn(IConfiguration configuration)
    {
        var setting = configuration.GetConnectionString("RabbitMq");
        if (string.IsNullOrWhiteSpace(setting))
            return null;
        if (!Uri.TryCreate(setting, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps") || address.Host.Length == 0)
            throw new WrongSettingException($"{Setting} is no address of RabbitMQ; it looks like amqp://user:password@host:5672/vhost.");
        return address;
    }

    /// <summary>Tries until it answers, at most 60 s (<c>Startup:WaitSeconds</c>); a wrong user, password or virtual host ends it at once.</summary>
    public static async Task WhenItAnswersAsync(Uri address, IConfiguration configuration, ILogger logger, CancellationToken cancellationToken)
    {
        var patience = TimeSpan.FromSeconds(configuration.GetValue("Startup:WaitSeconds", 60));
        var started = Stopwatch.GetTimestamp();
        var place = $"{address.Host}:{address.Port}";
        var factory = new ConnectionFactory
        {
            Uri = address,
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = "techtransfer start",
        };
        while (true)
        {
            try
            {
                await using var connection = await factory.CreateConnectionAsync(cancellationToken);
                return;
            }
            catch (Exception failure) when (Causes(failure).Any(IsRefusal))
            {
                var reason = Causes(failure).First(IsRefusal).Message;
                throw new WrongSettingException($"RabbitMQ at {place} refuses {Setting}: {reason}", failure);
            }
            catch (Exception failure) when (failure is RabbitMQClientException or IOException or TimeoutException)
            {
                if (Stopwatch.GetElapsedTime(started) + Pause > patience)
                    throw new WrongSettingException(
                        $"RabbitMQ at {place} ({Setting}) was not ready within {patience.TotalSeconds:0} s: {failure.Message}",
                        failure
                    );
                logger.LogWarning("RabbitMQ at {Place} is not ready yet: {Reason}", place, failure.Message);
            }
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static bool IsRefusal(Exception cause) =>
        cause
            is AuthenticationFailureException
                or PossibleAuthenticationFailureException
                or OperationInterruptedException { ShutdownReason.ReplyCode: 530 or 403 };

    private static IEnumerable<Exception> Causes(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
            yield return cause;
    }
}
