using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace TechTransfer.Mail.Tests;

/// <summary>A mail server on this machine that keeps what it was given.</summary>
internal sealed class ReceivingServer : MessageStore, IMailboxFilter, IUserAuthenticator, IAsyncDisposable
{
    public const string User = "techtransfer";
    public const string Password = "only of this test";
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private readonly X509Certificate2? _certificate;

    /// <param name="encrypted">Offers STARTTLS, with a certificate that nobody trusts.</param>
    /// <param name="closed">Takes mail only from who signs in.</param>
    public ReceivingServer(bool encrypted = false, bool closed = false)
    {
        Port = FreePort();
        _certificate = encrypted ? SelfSigned() : null;
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint =>
            {
                endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)).AllowUnsecureAuthentication().AuthenticationRequired(closed);
                if (_certificate is not null)
                    endpoint.Certificate(_certificate);
            })
            .Build();
        var services = new ServiceProvider();
        services.Add((IMessageStore)this);
        services.Add(new DelegatingMailboxFilterFactory(_ => this));
        services.Add(new DelegatingUserAuthenticatorFactory(_ => this));
        _running = new global::SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    public int Port { get; }

    public List<MimeMessage> Received { get; } = [];

    /// <summary>A recipient that this server does not know.</summary>
    public string? Unknown { get; init; }

    public override Task<SmtpResponse> SaveAsync(
        ISessionContext context,
        IMessageTransaction transaction,
        ReadOnlySequence<byte> buffer,
        CancellationToken cancellationToken
    )
    {
        using var stream = new MemoryStream(buffer.ToArray());
        Received.Add(MimeMessage.Load(stream, cancellationToken));
        return Task.FromResult(SmtpResponse.Ok);
    }

    public Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken) =>
        Task.FromResult(to.AsAddress() != Unknown);

    public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken) =>
        Task.FromResult((user, password) == (User, Password));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _certificate?.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
