using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>
/// Calls addresses that users typed. A name is resolved once and the connection goes to what was looked at, so it cannot change in between; what is not on the
/// public internet is refused, redirects are not followed, slow and long answers are cut off.
/// </summary>
internal sealed class OutgoingHttp : IDisposable
{
    private const int MostAnswer = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly bool _allowPrivate;

    public OutgoingHttp(IConfiguration configuration)
    {
        // For receivers on the operator's own network.
        _allowPrivate = configuration.GetValue("Alerts:AllowPrivateAddresses", false);
        _client = new HttpClient(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseProxy = false,
                UseCookies = false,
                ConnectTimeout = Timeout,
                MaxResponseHeadersLength = 16,
                PooledConnectionLifetime = TimeSpan.FromSeconds(30),
                ConnectCallback = ConnectAsync,
            }
        )
        {
            Timeout = Timeout,
        };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("TechTransfer-Alerts");
    }

    /// <returns>The status, and the beginning of the answer.</returns>
    public async Task<(int Status, string Answer)> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Timeout);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limited.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(limited.Token);
            var answer = new byte[MostAnswer];
            var length = await stream.ReadAtLeastAsync(answer, MostAnswer, throwOnEndOfStream: false, limited.Token);
            return ((int)response.StatusCode, Encoding.UTF8.GetString(answer, 0, length));
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException($"No answer within {Timeout.TotalSeconds:0} seconds.", late);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellationToken);
        // One that is not public among public ones is a trick: none is called.
        if (addresses.Length == 0 || !_allowPrivate && !Array.TrueForAll(addresses, PublicAddress.Is))
            throw new HttpRequestException($"{host} is not on the public internet.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _client.Dispose();
}
