using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Tests;

public class MembersTests : IAsyncLifetime
{
    private const string Members = "/api/identity/members";
    private static readonly Guid University = new("01920000-0000-7000-8000-000000000001");
    private static readonly Guid Company = new("01920000-0000-7000-8000-000000000012");
    private static readonly Guid Broker = new("01920000-0000-7000-8000-000000000020");

    /// <summary>university@demo, member@demo and signatory@demo; only the first is a manager.</summary>
    private static readonly Guid[] People = [Person(1), Person(2), Person(3)];
    private TestApp _app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private HttpClient Manager => Act(University, Person(1), Roles.Member, Roles.Manager);

    public async ValueTask InitializeAsync() => _app = await TestApp.StartAsync(() => [new IdentityService()], settings: await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the store; SQLite without any.</summary>
    protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    [Fact]
    public async Task AManagerSeesThePeopleOfHisOrganisationOnly()
    {
        var answer = await Manager.GetFromJsonAsync<JsonElement>(Members, Cancel);

        answer.GetProperty("items").EnumerateArray().Select(x => x.GetProperty("id").GetGuid()).ShouldBe(People, ignoreOrder: true);
        answer.GetProperty("grantable").EnumerateArray().Select(x => x.GetString()).ShouldBe(["member", "manager", "signatory"]);
        (await Act(University, Person(2), Roles.Member).GetAsync(Members, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await _app.Visitor().GetAsync(Members, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var brokers = await Act(Broker, Person(5), Roles.Manager).GetFromJsonAsync<JsonElement>(Members, Cancel);
        brokers.GetProperty("grantable").EnumerateArray().Select(x => x.GetString()).ShouldContain("broker");
    }

    [Fact]
    public async Task RolesAreSetToldAndWrittenDown()
    {
        (await SetAsync(Manager, Person(2), Roles.Member, Roles.Signatory)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await RolesAsync(Person(2))).ShouldBe([Roles.Member, Roles.Signatory]);
        await _app.MailsAsync("member@demo");
        (await ActsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(ActKind.RolesSet);
    }

    [Theory]
    [InlineData]
    [InlineData("operator")]
    [InlineData("member", "administrator")]
    [InlineData("broker")]
    [InlineData("king")]
    public async Task OnlyRolesOfTheOrganisationAreGiven(params string[] roles)
    {
        var answer = await SetAsync(Manager, Person(2), roles);

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty("roles", out _).ShouldBeTrue();
        (await RolesAsync(Person(2))).ShouldBe([Roles.Member]);
    }

    [Fact]
    public async Task RolesOfThePlatformStayAsTheyAre()
    {
        var province = new Guid("01920000-0000-7000-8000-000000000022");
        var manager = Act(province, Person(6), Roles.Manager);

        (await SetAsync(manager, Person(6), Roles.Manager)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await RolesAsync(Person(6), province)).ShouldBe([Roles.Manager, Roles.Operator]);
    }

    [Fact]
    public async Task TheLastManagerStays()
    {
        (await SetAsync(Manager, Person(1), Roles.Member)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await Manager.DeleteAsync($"{Members}/{Person(1)}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await RolesAsync(Person(1)))!.ShouldContain(Roles.Manager);

        (await SetAsync(Manager, Person(2), Roles.Member, Roles.Manager)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await Manager.DeleteAsync($"{Members}/{Person(1)}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await RolesAsync(Person(1))).ShouldBeNull();
    }

    [Fact]
    public async Task TwoManagersCannotRemoveEachOtherAtTheSameMoment()
    {
        await SetAsync(Manager, Person(2), Roles.Manager);
        var other = Act(University, Person(2), Roles.Manager);

        var answers = await Task.WhenAll(Manager.DeleteAsync($"{Members}/{Person(2)}", Cancel), other.DeleteAsync($"{Members}/{Person(1)}", Cancel));

        answers.Select(x => x.StatusCode).ShouldBe([HttpStatusCode.NoContent, HttpStatusCode.Conflict], ignoreOrder: true);
    }

    [Fact]
    public async Task WhoIsNoManagerOnlyLeavesHimself()
    {
        var member = Act(University, Person(2), Roles.Member);

        (await SetAsync(member, Person(2), Roles.Manager)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await member.DeleteAsync($"{Members}/{Person(3)}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await member.DeleteAsync($"{Members}/{Person(2)}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        (await RolesAsync(Person(2))).ShouldBeNull();
        (await RolesAsync(Person(3))).ShouldNotBeNull();
    }

    [Fact]
    public async Task NobodyReachesIntoAnotherOrganisation()
    {
        var stranger = Act(Company, Person(4), Roles.Manager);

        (await SetAsync(stranger, Person(2), Roles.Manager)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.DeleteAsync($"{Members}/{Person(2)}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _app.Visitor().DeleteAsync($"{Members}/{Person(2)}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await RolesAsync(Person(2))).ShouldBe([Roles.Member]);
        (await ActsAsync()).ShouldBeEmpty();
    }

    private static Guid Person(int number) => Guid.Parse($"01920000-0000-7000-8001-{number:D12}");

    private HttpClient Act(Guid organisation, Guid account, params string[] roles)
    {
        var client = _app.Visitor();
        client.DefaultRequestHeaders.Authorization = new("Bearer", _app.Token(organisation, "220104", roles, account.ToString()));
        return client;
    }

    private static Task<HttpResponseMessage> SetAsync(HttpClient client, Guid person, params string[] roles) =>
        client.PostAsJsonAsync($"{Members}/{person}/roles", new { roles }, Cancel);

    private async Task<List<string>?> RolesAsync(Guid account, Guid? organisation = null)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        var of = organisation ?? University;
        return (await db.Memberships.AsNoTracking().SingleOrDefaultAsync(x => x.AccountId == account && x.OrganisationId == of, Cancel))?.Roles;
    }

    private async Task<List<OrganisationAct>> ActsAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        return await db.OrganisationActs.AsNoTracking().Where(x => x.OrganisationId == University).ToListAsync(Cancel);
    }
}
