using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Identity.Organisations;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Tests;

public sealed class OrganisationTests
{
    private static readonly Guid University = new("01920000-0000-7000-8000-000000000001");
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EverybodyFindsVerifiedOrganisationsByNameAndCode()
    {
        await using var app = await StartAsync();
        using var visitor = app.Visitor();

        var byName = await ItemsAsync(visitor, "?q=" + Uri.EscapeDataString("松嫩"));
        var byEnglish = await ItemsAsync(visitor, "?q=songnen");
        var one = await visitor.GetFromJsonAsync<JsonElement>($"/api/identity/organisations/{University}", Cancel);
        var byCode = await ItemsAsync(visitor, "?q=" + one.GetProperty("creditCode").GetString());

        byName.ShouldHaveSingleItem().GetProperty("id").GetGuid().ShouldBe(University);
        byEnglish.ShouldHaveSingleItem();
        byCode.ShouldHaveSingleItem();
        one.GetProperty("regionName").GetString().ShouldBe("吉林省 · 长春市 · 朝阳区");
        one.GetProperty("verified").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task PagesHoldEveryOrganisationOnce()
    {
        await using var app = await StartAsync();
        using var visitor = app.Visitor();
        var ids = new List<Guid>();
        string? next = "";
        while (next is not null)
        {
            var page = await visitor.GetFromJsonAsync<JsonElement>("/api/identity/organisations?limit=7&after=" + next, Cancel);
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()));
            next = page.TryGetProperty("next", out var cursor) ? cursor.GetString() : null;
        }

        ids.Count.ShouldBe(25);
        ids.ShouldBeUnique();
    }

    [Theory]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=101", "limit")]
    [InlineData("?after=nonsense", "after")]
    [InlineData("?q=%LONG%", "q")]
    public async Task WrongInputNamesItsField(string query, string field)
    {
        await using var app = await StartAsync();
        using var visitor = app.Visitor();

        var answer = await visitor.GetAsync(
            "/api/identity/organisations" + query.Replace("%LONG%", new string('x', 101), StringComparison.Ordinal),
            Cancel
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task WhatIsNotThereOrNotMeantForTheCallerIsNotFound()
    {
        await using var app = await StartAsync();
        using var visitor = app.Visitor();
        var rejected = await AddAsync(app, "长春无名有限公司", OrganisationState.Rejected, "220104");

        (await StatusAsync(visitor, rejected)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(visitor, Guid.NewGuid())).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(app.As(University, "220104", Roles.Manager), rejected)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(app.As(University, "220200", Roles.Operator), rejected)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(app.As(University, "220100", Roles.Operator), rejected)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(app.As(rejected, "220104", Roles.Member), rejected)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(app.As(University, "220000", Roles.Administrator), rejected)).ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync("/api/identity/regions?parent=999999", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.GetAsync("/api/identity/me", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task RegionsFormATree()
    {
        await using var app = await StartAsync();
        using var visitor = app.Visitor();
        visitor.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");

        var provinces = await visitor.GetFromJsonAsync<JsonElement>("/api/identity/regions", Cancel);
        var counties = await visitor.GetFromJsonAsync<JsonElement>("/api/identity/regions?parent=220100", Cancel);

        provinces.GetProperty("items").GetArrayLength().ShouldBe(34);
        counties
            .GetProperty("items")
            .EnumerateArray()
            .Select(x => x.GetProperty("label").GetString())
            .ShouldContain("Jilin · Changchun · Chaoyang District");
    }

    [Fact]
    public async Task ANameFromAnImportBecomesAPlaceholderOnce()
    {
        await using var app = await StartAsync();
        var (id, twin) = (Guid.NewGuid(), Guid.NewGuid());
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
            db.Enqueue(new OrganisationNamed(id, 1, "白城风电研究院", null, "220800"));
            db.Enqueue(new OrganisationNamed(id, 2, "白城风电研究院", null, "220800"));
            db.Enqueue(new OrganisationNamed(twin, 1, "松嫩理工大学（南校区）", "Y1220104TT0000001J", "220104"));
            await db.SaveChangesAsync(Cancel);
        }
        using var visitor = app.Visitor();

        await TestApp.EventuallyAsync(() => StatusAsync(visitor, twin), x => x == HttpStatusCode.OK);
        await TestApp.EventuallyAsync(() => StatusAsync(visitor, id), x => x == HttpStatusCode.OK);

        var placeholder = await visitor.GetFromJsonAsync<JsonElement>($"/api/identity/organisations/{id}", Cancel);
        placeholder.GetProperty("isPlaceholder").GetBoolean().ShouldBeTrue();
        placeholder.GetProperty("kind").GetString().ShouldBe("institute");
        placeholder.GetProperty("verified").GetBoolean().ShouldBeFalse();
        var second = await visitor.GetFromJsonAsync<JsonElement>($"/api/identity/organisations/{twin}", Cancel);
        second.TryGetProperty("creditCode", out _).ShouldBeFalse("the code belongs to the university");

        // Once its operator has closed it nobody else knows of it.
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
            db.Organisations.Single(x => x.Id == id).State = OrganisationState.Closed;
            await db.SaveChangesAsync(Cancel);
        }
        (await StatusAsync(visitor, id)).ShouldBe(HttpStatusCode.NotFound);
        (await ItemsAsync(visitor, "?q=" + Uri.EscapeDataString("白城风电"))).ShouldBeEmpty();
    }

    private static Task<TestApp> StartAsync() => TestApp.StartAsync(() => [new IdentityService()]);

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, Guid id) =>
        (await client.GetAsync($"/api/identity/organisations/{id}", Cancel)).StatusCode;

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>("/api/identity/organisations" + query, Cancel)).GetProperty("items").EnumerateArray()];

    private static async Task<Guid> AddAsync(TestApp app, string name, OrganisationState state, string region)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var organisation = new Organisation
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            Kind = OrganisationKind.Company,
            Region = region,
            State = state,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        organisation.Announce(db);
        db.Organisations.Add(organisation);
        await db.SaveChangesAsync(Cancel);
        return organisation.Id;
    }
}
