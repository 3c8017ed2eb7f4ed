using System.Text.RegularExpressions;

namespace TechTransfer.Identity.Tests;

/// <summary>A browser without script: cookies, redirects followed one by one, forms filled in.</summary>
internal sealed partial class Browser(Uri address) : IDisposable
{
    public const string DemoPassword = "demo-Pass-2026";
    private readonly CookieContainer _cookies = new();
    private HttpClient? _client;

    /// <summary>As the Cookie header holds them.</summary>
    public string Cookies => _cookies.GetCookieHeader(address);

    private HttpClient Http =>
        _client ??= new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = _cookies }) { BaseAddress = address };

    /// <summary>Where the last answer came from.</summary>
    public Uri? At { get; private set; }

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        At = new Uri(address, request.RequestUri!);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>Follows redirects until there is a page, or until one leads to an address that begins with <paramref name="until"/>.</summary>
    public async Task<HttpResponseMessage> GoAsync(string path, string? until = null)
    {
        var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path));
        return await FollowAsync(answer, until);
    }

    public async Task<HttpResponseMessage> SubmitAsync(string path, string? until = null, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(x => KeyValuePair.Create(x.Name, x.Value)));
        return await FollowAsync(await SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = form }), until);
    }

    /// <summary>On the sign-in page: fills in and sends the form.</summary>
    public async Task<HttpResponseMessage> SignInAsync(HttpResponseMessage page, string email, string password = DemoPassword, string? until = null)
    {
        var html = await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return await SubmitAsync(
            "/account/sign-in",
            until,
            ("email", email),
            ("password", password),
            ("returnUrl", Field(html, "returnUrl")),
            ("__RequestVerificationToken", Field(html, "__RequestVerificationToken"))
        );
    }

    public static string Field(string html, string name) =>
        WebUtility.HtmlDecode(FieldPattern().Matches(html).FirstOrDefault(x => x.Groups["name"].Value == name)?.Groups["value"].Value ?? "");

    public void Dispose() => _client?.Dispose();

    private async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage answer, string? until)
    {
        while (
            answer.Headers.Location is { } to
            && (until is null || !new Uri(At!, to).ToString().StartsWith(new Uri(address, until).ToString(), StringComparison.Ordinal))
        )
            answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri(At!, to)));
        return answer;
    }

    [GeneratedRegex("<input[^>]*? name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FieldPattern();
}
