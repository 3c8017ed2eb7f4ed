using System.Security.Cryptography;
using System.Text;

namespace TechTransfer.Gateway.Host;

/// <summary>
/// A page asks the API of this same front door. Such a call says so with a key that only this process knows, so that a visitor is counted once and not
/// again for each part of his page. The key never leaves the process: it is taken off before a call goes on to a service.
/// </summary>
internal sealed class OwnCalls
{
    public const string Header = "X-TechTransfer-Own";
    private readonly string _key = RandomNumberGenerator.GetHexString(64);

    public bool IsOwn(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } key
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(_key));

    /// <summary>Marks what the pages send. Everything they call is this front door.</summary>
    public sealed class Mark(OwnCalls own) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.TryAddWithoutValidation(Header, own._key);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
