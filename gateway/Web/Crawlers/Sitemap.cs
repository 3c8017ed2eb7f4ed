using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Xml;
using Microsoft.Extensions.Configuration;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Web.Crawlers;

/// <summary>
/// The addresses of all public pages, newest listings first, as far as the protocol allows (50,000). It is read from the API as a visitor sees it,
/// whoever asks, and kept for a while, because reading it takes hundreds of calls on a full platform.
/// </summary>
internal sealed class Sitemap(IHttpClientFactory clients, FrontDoorAddress address, IConfiguration configuration, TimeProvider time) : IDisposable
{
    private const int MostAddresses = 50_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly string[] Pages =
    [
        "/",
        "/search?kind=achievement",
        "/search?kind=demand",
        "/figures",
        "/brokers",
        "/help",
        .. Help.Manual.All.Select(x => x.Path),
        "/accessibility",
    ];

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
            await foreach (var organisation in VerifiedAsync(cancellationToken))
            {
                if (left-- == 0)
                    break;
                Write(xml, site + organisation.Path, null);
            }
            await foreach (var hit in PublishedAsync(cancellationToken))
            {
                if (left-- <= 0)
                    break;
                Write(xml, site + hit.Path, hit.PublishedAt);
            }
            xml.WriteEndElement();
        }
        return buffer.ToArray();
    }

    /// <summary>Pages of verified organisations; those that only an import has named say too little.</summary>
    private IAsyncEnumerable<PublicOrganisation> VerifiedAsync(CancellationToken cancellationToken) =>
        ReadAsync<Rows<PublicOrganisation>, PublicOrganisation>("/api/identity/organisations?limit=100", x => (x.Items, x.Next), cancellationToken)
            .Where(x => x.Verified);

    private IAsyncEnumerable<Hit> PublishedAsync(CancellationToken cancellationToken) =>
        ReadAsync<SearchAnswer, Hit>("/api/search?sort=newest&limit=100", x => (x.Items, x.Next), cancellationToken);

    private async IAsyncEnumerable<TItem> ReadAsync<TPage, TItem>(
        string list,
        Func<TPage, (IReadOnlyList<TItem> Items, string? Next)> read,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        using var http = clients.CreateClient(nameof(Sitemap));
        string? after = null;
        do
        {
            var path = list + (after is null ? "" : "&after=" + Uri.EscapeDataString(after));
            var (items, next) = read((await http.GetFromJsonAsync<TPage>(new Uri(address.Value, path), FrontDoor.Json, cancellationToken))!);
            foreach (var item in items)
                yield return item;
            after = next;
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
