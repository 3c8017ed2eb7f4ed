using TechTransfer.Identity.Organisations;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Identity.Tests;

/// <summary>How a person comes to act for an organisation: known, claimed, or entered anew and verified.</summary>
public partial class JoiningTests : IAsyncLifetime
{
    private const string Requests = "/api/identity/join-requests";
    private const string Organisations = "/api/identity/organisations";
    private const string CompanyCode = "Y1220172TT00000126";
    private static readonly Guid Company = new("01920000-0000-7000-8000-000000000012");
    private static readonly Guid University = new("01920000-0000-7000-8000-000000000001");
    private static readonly Guid Province = new("01920000-0000-7000-8000-000000000022");
    private static readonly byte[] Pdf = [.. "%PDF-1.4 licence"u8];
    private TestApp _app = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _app = await TestApp.StartAsync(() => [new IdentityService(), new EventRecorder()], settings: await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Of the store; SQLite without any.</summary>
    protected virtual Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);

    [Fact]
    public async Task AManagerDecidesWhoJoinsHisOrganisation()
    {
        var (person, account) = await PersonAsync("林晓");
        (await AskAsync(person, "y1220172 TT0000-0126")).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await _app.MailsAsync("company@demo"))[^1].TextBody!.ShouldContain("/my/organisation");
        using var manager = Act(Company, "220172", Roles.Manager);

        var waiting = (await ItemsAsync(manager, Requests)).ShouldHaveSingleItem();
        waiting.GetProperty("personName").GetString().ShouldBe("林晓");
        var path = $"{Requests}/{waiting.GetProperty("id").GetGuid()}";
        (await PostAsync(manager, path + "/accept")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(manager, path + "/decline", new { reason = "再想想" })).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await RolesAsync(account, Company)).ShouldBe([Roles.Member]);
        (await ItemsAsync(manager, Requests)).ShouldBeEmpty();
        (await ItemsAsync(person, Requests + "/mine")).ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("accepted");
        await _app.MailsAsync(EmailOf(account));
        (await ActsAsync(Company)).ShouldHaveSingleItem().Kind.ShouldBe(ActKind.Joined);
    }

    [Fact]
    public async Task ADeclinedRequestSaysWhyAndMayBeMadeAgain()
    {
        var (person, account) = await PersonAsync("林晓");
        await AskAsync(person, CompanyCode);
        using var manager = Act(Company, "220172", Roles.Manager);
        var path = $"{Requests}/{(await ItemsAsync(manager, Requests))[0].GetProperty("id").GetGuid()}";

        (await PostAsync(manager, path + "/decline", new { reason = " " })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(manager, path + "/decline", new { reason = "不是本单位人员" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await ItemsAsync(person, Requests + "/mine"))[0].GetProperty("reason").GetString().ShouldBe("不是本单位人员");
        (await RolesAsync(account, Company)).ShouldBeNull();
        (await AskAsync(person, CompanyCode)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task APersonTakesBackAnOwnRequestThatWaits()
    {
        var (person, account) = await PersonAsync("林晓");
        await AskAsync(person, CompanyCode);
        using var manager = Act(Company, "220172", Roles.Manager);
        var path = $"{Requests}/{(await ItemsAsync(manager, Requests))[0].GetProperty("id").GetGuid()}";
        var (other, _) = await PersonAsync("王敏");

        (await PostAsync(other, path + "/withdraw")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(manager, path + "/withdraw")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(_app.Visitor(), path + "/withdraw")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(person, path + "/withdraw")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await PostAsync(person, path + "/withdraw")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(manager, path + "/accept")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ItemsAsync(manager, Requests)).ShouldBeEmpty();
        (await ItemsAsync(person, Requests + "/mine")).ShouldHaveSingleItem().GetProperty("state").GetString().ShouldBe("withdrawn");
        (await RolesAsync(account, Company)).ShouldBeNull();
        (await AskAsync(person, CompanyCode)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task NobodyElseSeesOrDecidesARequest()
    {
        var (person, account) = await PersonAsync("林晓");
        await AskAsync(person, CompanyCode);
        using var manager = Act(Company, "220172", Roles.Manager);
        var path = $"{Requests}/{(await ItemsAsync(manager, Requests))[0].GetProperty("id").GetGuid()}";
        HttpClient[] others =
        [
            person,
            Act(Company, "220172", Roles.Member, Roles.Signatory),
            Act(University, "220104", Roles.Manager),
            Act(Province, "220000", Roles.Operator),
            Act(University, "220104", Roles.Administrator),
        ];

        foreach (var other in others)
        {
            (await ItemsAsync(other, Requests)).ShouldBeEmpty();
            (await PostAsync(other, path + "/accept")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await PostAsync(other, path + "/decline", new { reason = "否" })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        (await PostAsync(_app.Visitor(), path + "/accept")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await RolesAsync(account, Company)).ShouldBeNull();
    }

    [Fact]
    public async Task APersonAsksOnceAndOnlyForWhatThereIs()
    {
        var (person, account) = await PersonAsync("林晓");
        await AskAsync(person, CompanyCode);

        (await AskAsync(person, CompanyCode)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await AskAsync(person, "Y1220172TT00000127")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await AskAsync(person, Code("Y1220172TT9999999"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(person, Requests, new { creditCode = CompanyCode, message = new string('x', 501) })).StatusCode.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        using var client = _app.As(University, "220104", Roles.Manager);
        (await AskAsync(client, CompanyCode)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await ChangeAsync(Company, x => x.State = OrganisationState.Closed);
        var (other, _) = await PersonAsync("王敏");
        (await AskAsync(other, CompanyCode)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task APlaceholderIsClaimedByWayOfTheOperatorAndThenVerified()
    {
        var code = Code("Y1220800TT0000077");
        var placeholder = await AddAsync("白城风电研究院", code, "220800", x => x.IsPlaceholder = true);
        var (person, account) = await PersonAsync("林晓");
        await AskAsync(person, code);
        using var province = Act(Province, "220000", Roles.Operator);
        using var elsewhere = Act(University, "220300", Roles.Operator);

        (await ItemsAsync(elsewhere, Requests)).ShouldBeEmpty();
        var id = (await ItemsAsync(province, Requests)).ShouldHaveSingleItem().GetProperty("id").GetGuid();
        (await PostAsync(province, $"{Requests}/{id}/accept")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await RolesAsync(account, placeholder)).ShouldBe([Roles.Member, Roles.Manager]);
        using var manager = Act(placeholder, "220800", account, Roles.Member, Roles.Manager);
        (await PostAsync(province, $"{Organisations}/{placeholder}/verify")).StatusCode.ShouldBe(HttpStatusCode.Conflict, "no licence yet");
        (await PostAsync(manager, $"{Organisations}/{placeholder}/submit", Entry(null, "220800"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(province, $"{Organisations}/{placeholder}/verify")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var told = await TestApp.EventuallyAsync(
            async () => (await _app.RecordedAsync<OrganisationChanged>()).Where(x => x.OrganisationId == placeholder).ToList(),
            x => x.Exists(y => y.State == "verified")
        );
        told[^1].IsPlaceholder.ShouldBeFalse();
    }

    [Fact]
    public async Task ANewOrganisationIsVerifiedByTheOperatorOfItsRegion()
    {
        var (person, account) = await PersonAsync("林晓");
        var (id, code) = await RegisteredAsync(person);
        (await _app.MailsAsync("county-operator@demo"))[^1].TextBody!.ShouldContain("/reviews/organisations");
        (await _app.Visitor().GetAsync($"{Organisations}/{id}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await RolesAsync(account, id)).ShouldBe([Roles.Member, Roles.Manager]);
        using var province = Act(Province, "220000", Roles.Operator);

        (await ItemsAsync(province, "/api/identity/verifications")).Select(x => x.GetProperty("id").GetGuid()).ShouldContain(id);
        (await PostAsync(province, $"{Organisations}/{id}/verify")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(province, $"{Organisations}/{id}/verify")).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        var seen = await _app.Visitor().GetFromJsonAsync<JsonElement>($"{Organisations}/{id}", Cancel);
        seen.GetProperty("verified").GetBoolean().ShouldBeTrue();
        seen.GetProperty("creditCode").GetString().ShouldBe(code);
        await _app.MailsAsync(EmailOf(account));
        (await ActsAsync(id)).Select(x => x.Kind).ShouldBe([ActKind.Registered, ActKind.Verified]);
        await TestApp.EventuallyAsync(
            async () => (await _app.RecordedAsync<OrganisationChanged>()).Where(x => x.OrganisationId == id).Select(x => x.State).ToList(),
            x => x.Contains("unverified") && x.Contains("verified")
        );
    }

    [Fact]
    public async Task ARejectedOrganisationHearsWhyAndHandsInAgain()
    {
        var (person, account) = await PersonAsync("林晓");
        var (id, _) = await RegisteredAsync(person);
        using var province = Act(Province, "220000", Roles.Operator);
        using var manager = Act(id, "220104", account, Roles.Member, Roles.Manager);
        using var member = Act(id, "220104", Roles.Member);

        (await PostAsync(province, $"{Organisations}/{id}/reject", new { reason = "" })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(province, $"{Organisations}/{id}/reject", new { reason = "证照不清晰" })).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ItemsAsync(province, "/api/identity/verifications")).Select(x => x.GetProperty("id").GetGuid()).ShouldNotContain(id);
        var seen = await manager.GetFromJsonAsync<JsonElement>($"{Organisations}/{id}", Cancel);
        seen.GetProperty("stateReason").GetString().ShouldBe("证照不清晰");

        (await PostAsync(member, $"{Organisations}/{id}/submit", Entry(null, "220104"))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(province, $"{Organisations}/{id}/submit", Entry(null, "220104"))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await PostAsync(manager, $"{Organisations}/{id}/submit", Entry(null, "220104"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(province, $"{Organisations}/{id}/verify")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(manager, $"{Organisations}/{id}/submit", Entry(null, "220104"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task NobodyVerifiesHisOwnOrganisationOrOneElsewhere()
    {
        var (person, _) = await PersonAsync("林晓");
        var (id, _) = await RegisteredAsync(person);

        async Task<HttpStatusCode> AsAsync(Guid organisation, string region, string role) =>
            (await PostAsync(Act(organisation, region, role), $"{Organisations}/{id}/verify")).StatusCode;

        (await AsAsync(id, "220000", Roles.Operator)).ShouldBe(HttpStatusCode.Forbidden);
        (await AsAsync(University, "220300", Roles.Operator)).ShouldBe(HttpStatusCode.NotFound);
        (await AsAsync(University, "220104", Roles.Manager)).ShouldBe(HttpStatusCode.Forbidden);
        (await AsAsync(University, "220000", Roles.Administrator)).ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(person, $"{Organisations}/{id}/verify")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await ActsAsync(id)).ShouldHaveSingleItem().Kind.ShouldBe(ActKind.Registered);
    }

    [Fact]
    public async Task TheLicenceIsReadByItsPeopleAndTheOperatorsOfItsRegion()
    {
        var (person, _) = await PersonAsync("林晓");
        var (id, _) = await RegisteredAsync(person);
        var path = $"{Organisations}/{id}/licence";

        foreach (
            var reader in new[] { Act(id, "220104", Roles.Member), Act(Province, "220000", Roles.Operator), Act(Company, "220104", Roles.Operator) }
        )
        {
            var answer = await reader.GetAsync(path, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await answer.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(Pdf);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/pdf");
            answer.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        }
        foreach (
            var other in new[]
            {
                Act(Company, "220104", Roles.Manager),
                Act(Company, "220200", Roles.Operator),
                Act(Company, "220000", Roles.Administrator),
            }
        )
            (await other.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _app.Visitor().GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    public static TheoryData<string, object?, int> Wrong =>
        new()
        {
            { "name", "x", 422 },
            { "kind", "ministry", 422 },
            { "region", "999999", 422 },
            { "region", "110000", 422 },
            { "creditCode", "Y1220172TT00000127", 422 },
            { "licenceScan", null, 422 },
            { "licenceScan", new { name = "", contentBase64 = Convert.ToBase64String(Pdf) }, 422 },
            { "licenceScan", new { name = "a.pdf", contentBase64 = "***" }, 422 },
            { "licenceScan", new { name = "a.pdf", contentBase64 = Convert.ToBase64String([.. "<svg/>"u8]) }, 422 },
            { "licenceScan", new { name = "a.pdf", contentBase64 = Convert.ToBase64String(new byte[2 * 1024 * 1024 + 1]) }, 413 },
        };

    [Theory, MemberData(nameof(Wrong))]
    public async Task WhatIsWrongInAnEntryIsNamed(string field, object? value, int status)
    {
        var (person, _) = await PersonAsync("林晓");
        var entry = Entry(Code("Y1220104TT0000088"), "220104");
        entry[field] = value;

        var answer = await PostAsync(person, Organisations, entry);

        ((int)answer.StatusCode).ShouldBe(status);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        if (status == 422)
            problem.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(problem.ToString());
        else
            problem.GetProperty("field").GetString().ShouldBe(field);
    }

    [Fact]
    public async Task AKnownCodeIsNoNewOrganisationAndOneWaitsAtATime()
    {
        var (person, _) = await PersonAsync("林晓");
        (await PostAsync(person, Organisations, Entry(CompanyCode, "220172"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        var (_, code) = await RegisteredAsync(person);
        (await PostAsync(person, Organisations, Entry(Code("Y1220104TT0000099"), "220104"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        // Somebody else who names the same code asks to join, and does not hear the name before it is public.
        var (other, _) = await PersonAsync("王敏");
        (await AskAsync(other, code)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await ItemsAsync(other, Requests + "/mine"))[0].TryGetProperty("organisation", out _).ShouldBeFalse();
    }
}
