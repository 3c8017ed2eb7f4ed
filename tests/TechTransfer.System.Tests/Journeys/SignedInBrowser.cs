using System.Net;
using System.Text.RegularExpressions;
using Shouldly;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>Someone who signs in at the front door with a demo password, by the pages' own forms.</summary>
internal sealed partial class SignedInBrowser(Uri frontDoor) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = frontDoor, Timeout = TimeSpan.FromSeconds(60) };

    public async Task SignInAsync(string email)
    {
        using var page = await _http.GetAsync("/signin?returnUrl=/desk");
        var text = await page.Content.ReadAsStringAsync();
        page.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        using var form = new FormUrlEncodedContent([
            new("__RequestVerificationToken", Token().Match(text).Groups[1].Value),
            new("returnUrl", ReturnUrl(page.RequestMessage!.RequestUri!)),
            new("email", email),
            new("password", "demo-Pass-2026"),
        ]);
        using var arrived = await _http.PostAsync("/account/sign-in", form);
        arrived.RequestMessage!.RequestUri!.AbsolutePath.ShouldBe("/desk", await arrived.Content.ReadAsStringAsync());
    }

    /// <summary>Fills in a form of the page with these fields and sends it to the page's own address.</summary>
    public async Task SubmitAsync(string page, object fields)
    {
        var token = Token().Match(await TextAsync(page)).Groups[1].Value;
        using var form = new FormUrlEncodedContent(
            fields
                .GetType()
                .GetProperties()
                .Select(x => KeyValuePair.Create(x.Name, x.GetValue(fields)!.ToString()!))
                .Append(new("__RequestVerificationToken", token))
        );
        using var answer = await _http.PostAsync(page.Split('?')[0], form);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
    }

    public async Task<string> TextAsync(string page)
    {
        using var answer = await _http.GetAsync(page);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return WebUtility.HtmlDecode(text);
    }

    public async Task<int> StatusAsync(Uri page)
    {
        using var answer = await _http.GetAsync(page);
        return answer.RequestMessage!.RequestUri == page ? (int)answer.StatusCode : 302;
    }

    public void Dispose() => _http.Dispose();

    private static string ReturnUrl(Uri signIn) => Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(signIn.Query)["returnUrl"].ToString();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Token();
}
