using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Xml;
using Microsoft.Extensions.Configuration;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Web.Crawlers;

/// <summary>
/// The addresses of all public pages, newest listings first, as far as the protocol allows (50,000). It is read from the search as a visitor sees it,
/// whoever asks, and kept for a while, because reading it takes hundreds of calls on a full platform.
/// </summary>
internal sealed class Sitemap(IHttpClientFactory clients, FrontDoorAddress address, IConfiguration configuration, TimeProvider time) : IDisposable
{
    private const int MostAddresses = 50_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly string[] Pages = ["/", "/search?kind=achievement", "/search?kind=demand", "/figures"];

    private readonly SemaphoreSlim _one = new(1);
    private byte[] _document = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() - _readAt > Kept)
                (_document, _readAt) = (await WriteAsync(cancellationToken), time.GetUtcNow());
            return _document;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose() => _one.Dispose();

    private async Task<byte[]> WriteAsync(CancellationToken cancellationToken)
    {
        var site = configuration.PublicUrl();
        using var buffer = new MemoryStream();
        await using (var xml = XmlWriter.Create(buffer, new() { Async = true, Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartElement("urlset", "http://www.sitemaps.org/schemas/sitemap/0.9");
            foreach (var page in Pages)
                Write(xml, site + page, null);
            var left = MostAddresses - Pages.Length;
            await foreach (var hit in PublishedAsync(cancellationToken))
            {
                if (left-- == 0)
                    break;
                Write(xml, site + hit.Path, hit.PublishedAt);
            }
            xml.WriteEndElement();
        }
        return buffer.ToArray();
    }

    private async IAsyncEnumerable<Hit> PublishedAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var http = clients.CreateClient(nameof(Sitemap));
        string? after = null;
        do
        {
            var path = "/api/search?sort=newest&limit=100" + (after is null ? "" : "&after=" + Uri.EscapeDataString(after));
            var answer = await http.GetFromJsonAsync<SearchAnswer>(new Uri(address.Value, path), FrontDoor.Json, cancellationToken);
            foreach (var hit in answer!.Items)
                yield return hit;
            after = answer.Next;
        } while (after is not null);
    }

    private static void Write(XmlWriter xml, string location, DateTimeOffset? changed)
    {
        xml.WriteStartElement("url");
        xml.WriteElementString("loc", location);
        if (changed is { } at)
            xml.WriteElementString("lastmod", at.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        xml.WriteEndElement();
    }
}
