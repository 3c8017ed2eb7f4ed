using TechTransfer.Identity.Organisations;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Identity.Tests;

/// <summary>What the operator of the region does to an organisation as a whole.</summary>
public partial class JoiningTests
{
    private static readonly object Why = new { reason = "证照到期未续" };

    [Fact]
    public async Task OfOperatorsWhoDecideAtOnceOneHasDecided()
    {
        var (person, _) = await PersonAsync("林晓");
        var (id, _) = await RegisteredAsync(person);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(async i =>
                {
                    using var province = Act(Province, "220000", Guid.CreateVersion7(), Roles.Operator);
                    var decided = await PostAsync(
                        province,
                        $"{Organisations}/{id}/{(i % 2 == 0 ? "verify" : "reject")}",
                        new { reason = "证照不清" }
                    );
                    return decided.StatusCode;
                })
        );
        answers.Count(x => x == HttpStatusCode.OK).ShouldBe(1);
        answers.ShouldAllBe(x => x == HttpStatusCode.OK || x == HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task ASuspendedOrganisationIsToldWhyAndComesBackWhenItIsResumed()
    {
        using var operate = Act(Province, "220000", Roles.Operator);

        (await PostAsync(operate, Of(Company, "suspend"), new { reason = " " })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(operate, Of(Company, "suspend"), Why)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(operate, Of(Company, "suspend"), Why)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await _app.MailsAsync("company@demo"))[^1].TextBody!.ShouldContain("证照到期未续");
        (await _app.Visitor().GetAsync($"{Organisations}/{Company}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        var seen = await operate.GetFromJsonAsync<JsonElement>($"{Organisations}/{Company}", Cancel);
        seen.GetProperty("stateReason").GetString().ShouldBe("证照到期未续");
        (await PostAsync(operate, Of(Company, "resume"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(operate, Of(Company, "resume"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await ActsAsync(Company)).Select(x => x.Kind).ShouldBe([ActKind.Suspended, ActKind.Resumed]);
        await ShouldBeToldAsync("suspended");
        await ShouldBeToldAsync("verified");
    }

    [Fact]
    public async Task AClosedOrganisationStaysClosed()
    {
        using var operate = Act(Province, "220000", Roles.Operator);

        (await PostAsync(operate, Of(Company, "close"), Why)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await PostAsync(operate, Of(Company, "close"), Why)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(operate, Of(Company, "suspend"), Why)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(operate, Of(Company, "resume"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await ActsAsync(Company)).ShouldHaveSingleItem().Reason.ShouldBe("证照到期未续");
        await ShouldBeToldAsync("closed");
    }

    [Fact]
    public async Task TrustIsGivenToldAndTakenBackAndEndsWithASuspension()
    {
        using var operate = Act(Province, "220000", Roles.Operator);

        (await PostAsync(operate, Of(Company, "distrust"), Why)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await PostAsync(operate, Of(Company, "trust"))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await PostAsync(operate, Of(Company, "trust"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await TrustedAsync(operate)).ShouldBe(true);
        (await TrustedAsync(_app.Visitor())).ShouldBeNull("whom the operator trusts is nobody else's business");
        (await PostAsync(operate, Of(Company, "distrust"), new { reason = " " })).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(operate, Of(Company, "distrust"), Why)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await TestApp.EventuallyAsync(
            () => _app.MailsAsync("company@demo"),
            mails => mails.Any(x => x.TextBody!.Contains("证照到期未续", StringComparison.Ordinal))
        );
        await PostAsync(operate, Of(Company, "trust"));
        await PostAsync(operate, Of(Company, "suspend"), Why);
        (await TrustedAsync(operate)).ShouldBe(false);
        (await PostAsync(operate, Of(Company, "trust"))).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        (await ActsAsync(Company)).Select(x => x.Kind).ShouldBe([ActKind.Trusted, ActKind.Distrusted, ActKind.Trusted, ActKind.Suspended]);
        await TestApp.EventuallyAsync(
            () => _app.RecordedAsync<OrganisationChanged>(),
            x =>
                x.Where(e => e.OrganisationId == Company)
                    .OrderBy(e => e.Version)
                    .Select(e => e.TrustedToSelfPublish)
                    .TakeLast(4)
                    .SequenceEqual([true, false, true, false])
        );
    }

    [Fact]
    public async Task OnlyAnOperatorOfTheRegionDecidesAndNeverForHisOwn()
    {
        (HttpClient Who, HttpStatusCode Answer)[] others =
        [
            (_app.Visitor(), HttpStatusCode.Unauthorized),
            (Act(Company, "220172", Roles.Manager), HttpStatusCode.Forbidden),
            (Act(University, "220104", Roles.Administrator), HttpStatusCode.Forbidden),
            (Act(Province, "220300", Roles.Operator), HttpStatusCode.NotFound),
            (Act(Company, "220000", Roles.Operator), HttpStatusCode.Forbidden),
        ];

        foreach (var (who, answer) in others)
        {
            (await PostAsync(who, Of(Company, "suspend"), Why)).StatusCode.ShouldBe(answer);
            (await PostAsync(who, Of(Company, "close"), Why)).StatusCode.ShouldBe(answer);
            (await PostAsync(who, Of(Company, "resume"))).StatusCode.ShouldBe(answer);
            (await PostAsync(who, Of(Company, "trust"))).StatusCode.ShouldBe(answer);
            (await PostAsync(who, Of(Company, "distrust"), Why)).StatusCode.ShouldBe(answer);
        }
        (await ActsAsync(Company)).ShouldBeEmpty();
    }

    private static async Task<bool?> TrustedAsync(HttpClient who)
    {
        var seen = await who.GetFromJsonAsync<JsonElement>($"{Organisations}/{Company}", Cancel);
        return seen.TryGetProperty("trustedToSelfPublish", out var trusted) && trusted.ValueKind != JsonValueKind.Null ? trusted.GetBoolean() : null;
    }

    private Task ShouldBeToldAsync(string state) =>
        TestApp.EventuallyAsync(() => _app.RecordedAsync<OrganisationChanged>(), x => x.Any(e => e.OrganisationId == Company && e.State == state));

    private static string Of(Guid organisation, string what) => $"{Organisations}/{organisation}/{what}";
}
