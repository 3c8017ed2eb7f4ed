using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.ListingLife;

/// <summary>The log of what was read, and what is kept about a person.</summary>
public abstract partial class GrantSpec<TWorld>
{
    [Fact]
    public async Task Each_view_is_one_row_that_the_owner_reads()
    {
        var id = await _world.DraftAsync(content: Content("公开的题目", Secret));
        var file = await AttachAsync(id);
        await _world.DoAsync(_world.Manager, id, "submit");
        await _world.DoAsync(_world.Province, id, "publish");
        await GrantedAsync(id, _world.Other);
        var reader = Person("reader-1", "=周读者", ListingWorld.OtherId);

        // The page reads the listing and its files under one key; a retry of it is the same view.
        foreach (var path in new[] { "", "/files", "", "/files" })
            (await SendAsync(reader, $"/{id}{path}", "page-1")).ShouldBe(200);
        (await LogAsync(id)).Count.ShouldBe(1);
        (await SendAsync(reader, $"/{id}", "page-2")).ShouldBe(200);
        (await SendAsync(reader, $"/{id}", null)).ShouldBe(200);
        (await LogAsync(id)).Count.ShouldBe(3);
        (await SendAsync(reader, $"/{id}/files/{file}", "page-2")).ShouldBe(200);
        var newest = (await LogAsync(id))[0];
        (newest.Text("person"), newest.GetProperty("fileId").GetGuid(), newest.Text("fileName")).ShouldBe(("=周读者", file, "试验报告.pdf"));
        newest.GetProperty("organisation").Text("name").ShouldBe("东江试验公司");
        // A key is no way to read for days as one view.
        _clock.MoveTo(_clock.GetUtcNow().AddMinutes(11));
        (await SendAsync(reader, $"/{id}", "page-1")).ShouldBe(200);
        (await LogAsync(id)).Count.ShouldBe(5);
        var calls = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(reader, $"/{id}", "at once")));
        calls.ShouldAllBe(x => x == 200);
        (await LogAsync(id)).Count.ShouldBe(6);

        (await SendAsync(_world.Trusted, $"/{id}/files/{file}", null)).ShouldBe(404);
        await _world.GetAsync(_world.Manager, $"/{id}");
        (await LogAsync(id)).Count.ShouldBe(6, "the owner's own reading is none");
        foreach (var stranger in new[] { _world.Other, _world.Trusted, _world.Province, _world.Administrator })
        {
            await _world.GetAsync(stranger, $"/{id}/view-log", 404);
            await _world.GetAsync(stranger, $"/{id}/view-log.csv", 404);
        }
        await _world.GetAsync(_world.Visitor, $"/{id}/view-log", 401);
        var first = await _world.GetAsync(_world.Member, $"/{id}/view-log?limit=4");
        var rest = await _world.GetAsync(_world.Member, $"/{id}/view-log?after={Uri.EscapeDataString(first.Text("next"))}");
        rest.GetProperty("items").GetArrayLength().ShouldBe(2);
        var csv = await (await _world.Manager.GetAsync($"{_world.Root}/{id}/view-log.csv", Cancel)).Content.ReadAsStringAsync(Cancel);
        var lines = csv.TrimEnd().Split("\r\n");
        lines.Length.ShouldBe(7);
        lines[0].ShouldEndWith("at,organisation,organisationId,person,listing,version,sections,file");
        lines[1].ShouldContain($",东江试验公司,{ListingWorld.OtherId},'=周读者,{id},2,attachments,");
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch })
        {
            using var request = new HttpRequestMessage(method, $"{_world.Root}/{id}/view-log");
            ((int)(await _world.Manager.SendAsync(request, Cancel)).StatusCode).ShouldBe(405);
        }
        foreach (var sql in new[] { "UPDATE section_views SET version = 9", "DELETE FROM section_views" })
            (await Should.ThrowAsync<global::System.Data.Common.DbException>(() => _world.ExecuteAsync(sql))).Message.ShouldContain("append-only");
        (await LogAsync(id)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task A_person_reads_what_is_kept_about_him_and_is_erased_from_it()
    {
        var id = await PublishedAsync();
        var account = Guid.CreateVersion7();
        var person = Person(account.ToString(), "吴申请", ListingWorld.OtherId);
        var grant = await AskAsync(person, id);
        var both = Person(account.ToString(), "吴申请", ListingWorld.OwnerId);
        await _world.PostAsync(both, $"/grants/{grant}/grant", new { }, 403);
        await _world.PostAsync(_world.Manager, $"/grants/{grant}/grant", new { });
        await OpenAsync(id, person);

        var own = await person.GetFromJsonAsync<JsonElement>("/api/my-data/" + _world.Plural, Cancel);
        var undertaking = own.GetProperty("undertakings")[0];
        (undertaking.Text("name"), undertaking.Text("sha256")).ShouldBe(("吴申请", await HashAsync("zh-CN")));
        own.GetProperty("views")[0].GetProperty("version").GetInt64().ShouldBe(1);

        await _world.AnnounceAsync(new AccountErased(account, 1, "#00000001"));
        await _world.ArrivedAsync();
        (await LogAsync(id)).Select(x => x.Text("person")).ShouldBe(["#00000001"]);
        (await ReceivedAsync(_world.Manager, grant)).Text("askedBy").ShouldBe("#00000001");
        (await (await _world.Manager.GetAsync($"{_world.Root}/{id}/view-log.csv", Cancel)).Content.ReadAsStringAsync(Cancel)).ShouldNotContain(
            "吴申请"
        );
    }

    private async Task<int> SendAsync(HttpClient who, string path, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _world.Root + path);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return (int)(await who.SendAsync(request, Cancel)).StatusCode;
    }

    private async Task<Guid> AttachAsync(Guid id)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent("%PDF-1.7 report"u8.ToArray()), "file", "试验报告.pdf" } };
        return (await _world.Manager.PostAsync($"{_world.Root}/{id}/attachments", form, Cancel).BodyAsync(201)).GetProperty("id").GetGuid();
    }

    private HttpClient Person(string subject, string name, Guid organisation)
    {
        var client = _world.App.Visitor();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            _world.App.Token(organisation, "220203", [Roles.Manager, Roles.Member], subject, name: name)
        );
        return client;
    }
}
