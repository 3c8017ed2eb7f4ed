using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Alerts.Sending;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests.Alerts;

/// <summary>A world whose alerts may go to this machine.</summary>
public sealed class SendingWorld : IAsyncLifetime
{
    public MatchingWorld Matching { get; private set; } = null!;
    public Receiver Receiver { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Receiver = await Receiver.StartAsync();
        Matching = new MatchingWorld
        {
            Settings =
            [
                "Alerts:AllowPrivateAddresses=true",
                $"Alerts:WeComRobots={Receiver.Address}/wecom?key=",
                $"Alerts:DingTalkRobots={Receiver.Address}/dingtalk?access_token=",
                $"Alerts:FeishuRobots={Receiver.Address}/feishu/",
            ],
        };
        await Matching.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Matching.DisposeAsync();
        await Receiver.DisposeAsync();
    }
}

/// <summary>Alerts leave the house: mail, webhooks, robots, digest; and stop when nobody wants them.</summary>
public sealed class SendingTests(SendingWorld world) : IClassFixture<SendingWorld>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_is_in_the_folder_once_and_whoever_holds_it_can_stop_the_mails()
    {
        var person = await PersonAsync("mailed", "碳纳米管 导电浆料", "atOnce");
        await MailAsync(person);
        await AnnounceAsync("碳纳米管导电浆料");
        var mail = (await TestApp.EventuallyAsync(() => MailsAsync("mailed"), x => x.Count > 0)).ShouldHaveSingleItem();
        using var message = Read(mail);
        message.Headers["List-Unsubscribe-Post"].ShouldBe("List-Unsubscribe=One-Click");
        message.TextBody!.ShouldContain("/unsubscribe/");
        var settings = await SettingsAsync(person);
        settings.GetProperty("channels")[0].GetProperty("kind").GetString().ShouldBe("mail");

        var path = new Uri(message.Headers["List-Unsubscribe"]!.Trim('<', '>')).PathAndQuery;
        (await PostAsync(path.Replace("token=", "token=0", StringComparison.Ordinal))).ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(path)).ShouldBe(HttpStatusCode.NoContent);
        (await SettingsAsync(person)).GetProperty("channels").GetArrayLength().ShouldBe(0);
        (await PostAsync(path)).ShouldBe(HttpStatusCode.NotFound);

        async Task<HttpStatusCode> PostAsync(string address) =>
            (await world.Matching.Visitor.PostAsync(address, new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]), Cancel)).StatusCode;
    }

    [Fact]
    public async Task A_webhook_is_tried_again_under_the_same_id_with_a_signature_that_holds()
    {
        world.Receiver.Answers["/hook"] = before => (before == 0 ? 500 : 200, "");
        var person = await PersonAsync("hooked", "气凝胶 隔热毡", "atOnce");
        var added = await AddAsync(person, new { kind = "webhook", url = world.Receiver.Address + "/hook" });
        var secret = added.GetProperty("secret").GetString()!;
        await AnnounceAsync("气凝胶隔热毡");
        var received = await TestApp.EventuallyAsync(() => Task.FromResult(world.Receiver.At("/hook")), x => x.Count == 2);
        received.Select(x => x.Headers["webhook-id"]).Distinct().ShouldHaveSingleItem();
        received[1].Body.ShouldBe(received[0].Body);
        Signed(received[1], secret).ShouldBeTrue();
        Signed(received[1] with { Body = received[1].Body + " " }, secret).ShouldBeFalse();
        JsonDocument
            .Parse(received[1].Body)
            .RootElement.GetProperty("data")
            .GetProperty("alerts")[0]
            .GetProperty("listing")
            .GetProperty("title")
            .GetString()
            .ShouldBe("气凝胶隔热毡");

        // Until the receiver has changed over both secrets sign.
        var channel = $"/api/alert-channels/{added.GetProperty("id").GetGuid()}";
        var rotated = await (await person.PostAsJsonAsync(channel + "/rotate", new { }, Cancel)).Content.ReadFromJsonAsync<JsonElement>(Cancel);
        (await person.PostAsJsonAsync(channel + "/test", new { }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        received = await TestApp.EventuallyAsync(() => Task.FromResult(world.Receiver.At("/hook")), x => x.Count == 3);
        Signed(received[2], secret).ShouldBeTrue();
        Signed(received[2], rotated.GetProperty("secret").GetString()!).ShouldBeTrue();
        (await SettingsAsync(person)).GetRawText().ShouldNotContain("whsec_");
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_a_failed_test_says_why()
    {
        world.Receiver.Answers["/moved"] = _ => (302, world.Receiver.Address + "/elsewhere");
        var person = await PersonAsync("moved", "不相干的词", "atOnce");
        var id = (await AddAsync(person, new { kind = "webhook", url = world.Receiver.Address + "/moved" })).GetProperty("id").GetGuid();
        await person.PostAsJsonAsync($"/api/alert-channels/{id}/test", new { }, Cancel);
        var settings = await TestApp.EventuallyAsync(
            () => SettingsAsync(person),
            x => x.GetProperty("channels")[0].TryGetProperty("error", out var e) && e.ValueKind == JsonValueKind.String
        );
        settings.GetProperty("channels")[0].GetProperty("error").GetString()!.ShouldContain("302");
        world.Receiver.At("/elsewhere").ShouldBeEmpty();
        (await person.DeleteAsync($"/api/alert-channels/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await person.PostAsJsonAsync($"/api/alert-channels/{id}/test", new { }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Robots_get_what_their_platforms_ask_for()
    {
        world.Receiver.Answers["/wecom"] = _ => (200, """{"errcode":0,"errmsg":"ok"}""");
        world.Receiver.Answers["/dingtalk"] = _ => (200, """{"errcode":310000,"errmsg":"sign not match"}""");
        world.Receiver.Answers["/feishu/abc"] = _ => (200, """{"code":0,"msg":"success","data":{}}""");
        var person = await PersonAsync("robots", "超导 限流器", "atOnce");
        await AddAsync(person, new { kind = "weCom", url = world.Receiver.Address + "/wecom?key=k" });
        await AddAsync(
            person,
            new
            {
                kind = "dingTalk",
                url = world.Receiver.Address + "/dingtalk?access_token=t",
                secret = "SEC1",
            }
        );
        await AddAsync(
            person,
            new
            {
                kind = "feishu",
                url = world.Receiver.Address + "/feishu/abc",
                secret = "s2",
            }
        );
        (
            await person.PostAsJsonAsync("/api/alert-channels", new { kind = "feishu", url = "https://example.org/feishu/abc" }, Cancel)
        ).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        await AnnounceAsync("超导限流器");
        var wecom = (await TestApp.EventuallyAsync(() => Task.FromResult(world.Receiver.At("/wecom")), x => x.Count > 0))[0];
        Json(wecom).GetProperty("text").GetProperty("content").GetString()!.ShouldContain("超导限流器");
        var dingtalk = (await TestApp.EventuallyAsync(() => Task.FromResult(world.Receiver.At("/dingtalk")), x => x.Count > 0))[0];
        var query = dingtalk.Query.TrimStart('?').Split('&').Select(x => x.Split('=', 2)).ToDictionary(x => x[0], x => Uri.UnescapeDataString(x[1]));
        query["sign"].ShouldBe(Hmac("SEC1", query["timestamp"] + "\nSEC1"));
        var feishu = Json((await TestApp.EventuallyAsync(() => Task.FromResult(world.Receiver.At("/feishu/abc")), x => x.Count > 0))[0]);
        feishu.GetProperty("sign").GetString().ShouldBe(Hmac(feishu.GetProperty("timestamp").GetString() + "\ns2", ""));
        feishu.GetProperty("content").GetProperty("text").GetString()!.ShouldContain("超导限流器");
        var settings = await TestApp.EventuallyAsync(
            () => SettingsAsync(person),
            x => x.GetRawText().Contains("sign not match", StringComparison.Ordinal)
        );
        settings.GetRawText().ShouldNotContain("access_token=t");
    }

    [Fact]
    public async Task The_digest_is_one_mail_with_all_that_is_still_public()
    {
        var person = await PersonAsync("digested", "光刻胶", "daily");
        await MailAsync(person);
        var gone = await AnnounceAsync("电子束光刻胶");
        await AnnounceAsync("紫外光刻胶");
        await AnnounceAsync("深紫外光刻胶");
        await world.Matching.AnnounceAsync(new AchievementClosed(gone, 2, "withdrawn", null));
        await world.Matching.SettledAsync();
        (await MailsAsync("digested")).ShouldBeEmpty();
        await using (var scope = world.Matching.App.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
            await db.DigestItems.ExecuteUpdateAsync(x => x.SetProperty(y => y.At, DateTimeOffset.UtcNow.AddDays(-1)), Cancel);
            scope.ServiceProvider.GetRequiredService<SendSignal>().Set();
        }
        using var message = Read((await TestApp.EventuallyAsync(() => MailsAsync("digested"), x => x.Count > 0)).ShouldHaveSingleItem());
        var mail = message.TextBody!;
        mail.ShouldContain("紫外光刻胶");
        mail.ShouldContain("深紫外光刻胶");
        mail.ShouldNotContain("电子束光刻胶");
    }

    private async Task<HttpClient> PersonAsync(string subject, string words, string tell)
    {
        var client = world.Matching.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            world.Matching.App.Token(MatchingWorld.Stranger, "220100", ["member"], subject)
        );
        (
            await client.PostAsJsonAsync(
                "/api/saved-searches",
                new
                {
                    name = words,
                    q = words,
                    tell,
                },
                Cancel
            )
        ).StatusCode.ShouldBe(HttpStatusCode.Created);
        return client;
    }

    private static async Task MailAsync(HttpClient person)
    {
        var answer = await person.PutAsJsonAsync("/api/alert-settings", new { matches = "daily", mail = true }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private static async Task<JsonElement> AddAsync(HttpClient person, object channel)
    {
        var answer = await person.PostAsJsonAsync("/api/alert-channels", channel, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private static Task<JsonElement> SettingsAsync(HttpClient person) => person.GetFromJsonAsync<JsonElement>("/api/alert-settings", Cancel);

    private async Task<Guid> AnnounceAsync(string title)
    {
        var listing = MatchingWorld.Achievement(title, title + "，已完成中试。");
        await world.Matching.AnnounceAsync(listing);
        await world.Matching.SettledAsync();
        return listing.AchievementId;
    }

    /// <summary>The mails to a person.</summary>
    private async Task<IReadOnlyList<string>> MailsAsync(string subject)
    {
        var folder = Path.Combine(world.Matching.App.Folder, "mail");
        var mails = new List<string>();
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [])
            mails.Add(await File.ReadAllTextAsync(file, Cancel));
        return [.. mails.Where(x => x.Contains($"{subject}@example.test", StringComparison.Ordinal))];
    }

    private static MimeKit.MimeMessage Read(string mail) => MimeKit.MimeMessage.Load(new MemoryStream(Encoding.UTF8.GetBytes(mail)));

    private static JsonElement Json(Received received) => JsonDocument.Parse(received.Body).RootElement;

    private static string Hmac(string key, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(text)));

    private static bool Signed(Received received, string secret)
    {
        var content = $"{received.Headers["webhook-id"]}.{received.Headers["webhook-timestamp"]}.{received.Body}";
        var wanted = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret[6..]), Encoding.UTF8.GetBytes(content)));
        return received.Headers["webhook-signature"].Split(' ').Contains(wanted, StringComparer.Ordinal);
    }
}
