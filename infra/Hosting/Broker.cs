using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TechTransfer.Hosting;

/// <summary>Where RabbitMQ is (<c>ConnectionStrings:RabbitMq</c>), and whether it lets us in.</summary>
internal static class Broker
{
    private const string Setting = "ConnectionStrings:RabbitMq";

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

    /// <exception cref="WrongSettingException">It refuses the user, password or virtual host, or does not answer in time.</exception>
    public static Task WhenItAnswersAsync(Uri address, IConfiguration configuration, ILogger logger, CancellationToken cancellationToken)
    {
        var factory = new ConnectionFactory
        {
            Uri = address,
            AutomaticRecoveryEnabled = false,
            ClientProvidedName = "techtransfer start",
        };
        return new BackendStart($"RabbitMQ at {address.Host}:{address.Port}", Setting, configuration, logger).WhenItAnswersAsync(
            async () => await (await factory.CreateConnectionAsync(cancellationToken)).DisposeAsync(),
            failure => BackendStart.Causes(failure).FirstOrDefault(IsRefusal)?.Message,
            failure => failure is RabbitMQClientException or IOException or TimeoutException ? failure.Message : null,
            cancellationToken
        );
    }

    private static bool IsRefusal(Exception cause) =>
        cause
            is AuthenticationFailureException
                or PossibleAuthenticationFailureException
                or OperationInterruptedException { ShutdownReason.ReplyCode: 530 or 403 };
}
