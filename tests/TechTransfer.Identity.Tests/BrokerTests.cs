namespace TechTransfer.Identity.Tests;

public class BrokerTests : IAsyncLifetime
{
    private const string Directory = "/api/identity/brokers";
    private const string Mine = Directory + "/mine";
    private static readonly Guid University = new("01920000-0000-7000-8000-000000000001");
    private static readonly Guid Jiqiao = new("01920000-0000-7000-8000-000000000020");
    private static readonly Guid Hailan = new("01920000-0000-7000-8000-000000000021");
    private TestApp _app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private HttpClient Visitor => _app.Visitor();
    private HttpClient Broker => Act(Jiqiao, Person(5), Roles.Broker, Roles.Manager);

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(() => [new IdentityService()], settings: await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the store; SQLite without any.</summary>
    protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    [Fact]
    public async Task EverybodyFindsTransferInstitutionsByRegionAndSpeciality()
    {
        (await FoundAsync("")).ShouldBe([Jiqiao, Hailan], ignoreOrder: true);
        (await FoundAsync("?region=222400")).ShouldBe([Hailan]);
        (await FoundAsync("?region=110000")).ShouldBeEmpty();
        // A division, its section, and one that nobody has.
        (await FoundAsync("?speciality=C35")).ShouldBe([Jiqiao]);
        (await FoundAsync("?speciality=c")).ShouldBe([Jiqiao]);
        (await FoundAsync("?speciality=A")).ShouldBeEmpty();
        (await FoundAsync("?q=海兰")).ShouldBe([Hailan]);

        var first = await Visitor.GetFromJsonAsync<JsonElement>(Directory + "?limit=1", Cancel);
        first.GetProperty("regions").GetArrayLength().ShouldBe(2);
        first.GetProperty("specialities").EnumerateArray().Select(x => x.GetProperty("code").GetString()).ShouldBe(["C26", "C35", "C39"]);
        var rest = await Visitor.GetFromJsonAsync<JsonElement>(Directory + "?limit=1&after=" + first.GetProperty("next").GetString(), Cancel);
        rest.TryGetProperty("regions", out _).ShouldBeFalse();
        rest.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
        Ids(first).Concat(Ids(rest)).ShouldBe([Jiqiao, Hailan], ignoreOrder: true);
    }

    [Theory]
    [InlineData("region=吉林", "region")]
    [InlineData("speciality=Z99", "speciality")]
    [InlineData("limit=0", "limit")]
    [InlineData("after=x", "after")]
    public async Task WhatIsWrongWithASearchIsNamed(string query, string field)
    {
        var refused = await Visitor.GetAsync($"{Directory}?{query}", Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task ABrokerIsShownByHisOwnWillOnlyAndWithoutHisAddress()
    {
        var shown = await Visitor.GetStringAsync(Directory, Cancel);
        shown.ShouldContain("陆子衿");
        shown.ShouldNotContain("broker@demo");
        shown.ShouldNotContain(Person(5).ToString());

        (await SetAsync(Broker, listed: true, "C34", "3453", "C34")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Broker.GetFromJsonAsync<JsonElement>(Mine, Cancel))
            .GetProperty("specialities")
            .EnumerateArray()
            .Select(x => x.GetString())
            .ShouldBe(["C34", "C3453"]);
        (await SetAsync(Broker, listed: false, "C34")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Visitor.GetStringAsync(Directory, Cancel)).ShouldNotContain("陆子衿");
        (await FoundAsync("?speciality=C34")).ShouldBeEmpty();

        foreach (var wrong in new object[] { new { specialities = new[] { "C34" } }, Entry("C34", "C35", "C36", "C37"), Entry("X99") })
            (await Broker.PutAsJsonAsync(Mine, wrong, Cancel)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await Act(Jiqiao, Person(5), Roles.Manager).PutAsJsonAsync(Mine, Entry("C34"), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        // Not a member of what the token says.
        (await Act(University, Person(5), Roles.Broker).PutAsJsonAsync(Mine, Entry("C34"), Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Visitor.PutAsJsonAsync(Mine, Entry("C34"), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task WithTheRoleTheEntryGoes()
    {
        var roles = new { roles = new[] { Roles.Member, Roles.Manager } };
        (await Broker.PostAsJsonAsync($"/api/identity/members/{Person(5)}/roles", roles, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await Visitor.GetStringAsync(Directory, Cancel)).ShouldNotContain("陆子衿");
        (await FoundAsync("")).ShouldContain(Jiqiao);
    }

    private static Guid Person(int number) => Guid.Parse($"01920000-0000-7000-8001-{number:D12}");

    private HttpClient Act(Guid organisation, Guid account, params string[] roles)
    {
        var client = _app.Visitor();
        client.DefaultRequestHeaders.Authorization = new("Bearer", _app.Token(organisation, "220104", roles, account.ToString()));
        return client;
    }

    private static object Entry(params string[] specialities) => new { listed = true, specialities };

    private static Task<HttpResponseMessage> SetAsync(HttpClient broker, bool listed, params string[] specialities) =>
        broker.PutAsJsonAsync(Mine, new { listed, specialities }, Cancel);

    private async Task<List<Guid>> FoundAsync(string query) => [.. Ids(await Visitor.GetFromJsonAsync<JsonElement>(Directory + query, Cancel))];

    private static IEnumerable<Guid> Ids(JsonElement answer) =>
        answer.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid());
}
