using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Tests;

/// <summary>A manager makes the programs that act for his organisation, changes their secret and ends them.</summary>
public class ClientTests : IAsyncLifetime
{
    private const string Clients = "/api/identity/clients";
    private static readonly Guid Company = new("01920000-0000-7000-8000-000000000012");
    private static readonly Guid University = new("01920000-0000-7000-8000-000000000001");
    private TestApp _app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private HttpClient Manager => _app.As(Company, "220172", Roles.Member, Roles.Manager);

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(() => [new IdentityService()], settings: await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the store; SQLite without any.</summary>
    protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    [Fact]
    public async Task ANewClientActsForItsOrganisation()
    {
        var (id, secret) = await MadeAsync("ERP 对接", Roles.Member, Roles.Signatory);

        var token = new JsonWebToken((await JsonAsync(await AskAsync(id, secret))).GetProperty("access_token").GetString());

        token.Subject.ShouldBe(id);
        token.GetClaim("name").Value.ShouldBe("ERP 对接");
        token.GetClaim("client").Value.ShouldBe("true");
        token.GetClaim("org").Value.ShouldBe(Company.ToString());
        token.GetClaim("region").Value.ShouldBe("220172");
        token.Claims.Where(x => x.Type == "role").Select(x => x.Value).ShouldBe(["member", "signatory"]);
        token.Audiences.ShouldBe(["identity", "achievements", "demands", "matching", "contracts"], ignoreOrder: true);
        var item = (await ItemsAsync(Manager)).Single(x => x.GetProperty("id").GetString() == id);
        item.GetProperty("name").GetString().ShouldBe("ERP 对接");
        item.ToString().ShouldNotContain(secret);
        (await ActsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(ActKind.ClientMade);
    }

    [Fact]
    public async Task ARenewedSecretTakesThePlaceOfTheOldOne()
    {
        var (id, old) = await MadeAsync("报表", Roles.Member);

        var answer = await Manager.PostAsync($"{Clients}/{id}/secret", null, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var secret = (await JsonAsync(answer)).GetProperty("secret").GetString()!;
        secret.ShouldNotBe(old);
        (await AskAsync(id, old)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(id, secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ActsAsync()).Select(x => x.Kind).ShouldBe([ActKind.ClientMade, ActKind.ClientSecretRenewed]);
    }

    [Fact]
    public async Task ARevokedClientGetsNoToken()
    {
        var (id, secret) = await MadeAsync("旧系统", Roles.Member);
        var (other, otherSecret) = await MadeAsync("新系统", Roles.Member);
        await AskAsync(id, secret);

        (await Manager.DeleteAsync($"{Clients}/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await AskAsync(id, secret)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(other, otherSecret)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Manager.DeleteAsync($"{Clients}/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ItemsAsync(Manager)).ShouldNotContain(x => x.GetProperty("id").GetString() == id);
        (await ActsAsync())[^1].Kind.ShouldBe(ActKind.ClientRevoked);
    }

    [Fact]
    public async Task TheStoreDoesNotHoldTheSecret()
    {
        var (id, secret) = await MadeAsync("报表", Roles.Member);
        await using var scope = _app.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<OpenIddict.Abstractions.IOpenIddictApplicationManager>();

        var application = (OpenIddict.EntityFrameworkCore.Models.OpenIddictEntityFrameworkCoreApplication<Guid>)
            (await applications.FindByClientIdAsync(id, Cancel))!;

        application.ClientSecret.ShouldNotBeNull();
        application.ClientSecret.ShouldNotContain(secret);
    }

    [Fact]
    public async Task AClientOfASuspendedOrganisationGetsNoToken()
    {
        var (id, secret) = await MadeAsync("报表", Roles.Member);
        await SetAsync(OrganisationState.Suspended);

        (await AskAsync(id, secret)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await MakeAsync(Manager, "另一个", Roles.Member)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Manager.DeleteAsync($"{Clients}/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task OnlyPeopleWhoManageTheOrganisationDoAnyOfThis()
    {
        var (id, secret) = await MadeAsync("报表", Roles.Member, Roles.Manager);
        await ShouldAllBeAsync(_app.As(Company, "220172", Roles.Member, Roles.Signatory), id, HttpStatusCode.Forbidden);
        await ShouldAllBeAsync(_app.Visitor(), id, HttpStatusCode.Unauthorized);
        var stranger = _app.As(University, "220104", Roles.Manager);
        (await stranger.PostAsync($"{Clients}/{id}/secret", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.DeleteAsync($"{Clients}/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ItemsAsync(stranger)).ShouldNotContain(x => x.GetProperty("id").GetString() == id);

        (await AskAsync(id, secret)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AClientMakesNoOthers()
    {
        await using var app = await IdentityApp.StartAsync();
        using var http = app.Visitor();
        var token = await JsonAsync(await AskAsync(http, "demo-company", "demo-secret"));
        http.DefaultRequestHeaders.Authorization = new("Bearer", token.GetProperty("access_token").GetString());

        (await MakeAsync(http, "影子", Roles.Manager)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await http.PostAsync($"{Clients}/demo-company/secret", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await http.DeleteAsync($"{Clients}/demo-company", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("", "name", "member")]
    [InlineData("报表", "roles")]
    [InlineData("报表", "roles", "administrator")]
    [InlineData("报表", "roles", "member", "broker")]
    public async Task WhatIsWrongIsSaidByField(string name, string field, params string[] roles)
    {
        var answer = await MakeAsync(Manager, name, roles);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await JsonAsync(answer)).GetProperty("errors").EnumerateObject().Single().Name.ShouldBe(field);
    }

    [Fact]
    public async Task AnOrganisationHasTwentyAtMost()
    {
        // demo-company is one of them.
        for (var i = 0; i < 19; i++)
            await MadeAsync($"系统 {i}", Roles.Member);

        (await MakeAsync(Manager, "多余", Roles.Member)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task ShouldAllBeAsync(HttpClient client, string id, HttpStatusCode status)
    {
        (await client.GetAsync(Clients, Cancel)).StatusCode.ShouldBe(status);
        (await MakeAsync(client, "影子", Roles.Member)).StatusCode.ShouldBe(status);
        (await client.PostAsync($"{Clients}/{id}/secret", null, Cancel)).StatusCode.ShouldBe(status);
        (await client.DeleteAsync($"{Clients}/{id}", Cancel)).StatusCode.ShouldBe(status);
    }

    private static Task<HttpResponseMessage> MakeAsync(HttpClient client, string name, params string[] roles) =>
        client.PostAsJsonAsync(Clients, new { name, roles }, Cancel);

    private async Task<(string Id, string Secret)> MadeAsync(string name, params string[] roles)
    {
        var answer = await MakeAsync(Manager, name, roles);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        var json = await JsonAsync(answer);
        return (json.GetProperty("id").GetString()!, json.GetProperty("secret").GetString()!);
    }

    private async Task<HttpResponseMessage> AskAsync(string client, string secret)
    {
        using var http = _app.Visitor();
        return await AskAsync(http, client, secret);
    }

    private static async Task<HttpResponseMessage> AskAsync(HttpClient http, string client, string secret)
    {
        using var form = new FormUrlEncodedContent([
            KeyValuePair.Create("grant_type", "client_credentials"),
            KeyValuePair.Create("client_id", client),
            KeyValuePair.Create("client_secret", secret),
        ]);
        return await http.PostAsync("/connect/token", form, Cancel);
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(Clients, Cancel)).GetProperty("items").EnumerateArray()];

    private async Task SetAsync(OrganisationState state)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        (await db.Organisations.SingleAsync(x => x.Id == Company, Cancel)).State = state;
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<List<OrganisationAct>> ActsAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        return await db.OrganisationActs.AsNoTracking().Where(x => x.OrganisationId == Company).OrderBy(x => x.Id).ToListAsync(Cancel);
    }
}
