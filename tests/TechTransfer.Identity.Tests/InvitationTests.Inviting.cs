using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Tests;

/// <summary>Who invites, whom, and what he is told.</summary>
public partial class InvitationTests
{
    [Fact]
    public async Task TheAnswerDoesNotTellWhoHasAnAccount()
    {
        var (_, known) = await PersonAsync();
        var unknown = NewAddress();

        var (first, second) = (await InviteAsync(Manager, known), await InviteAsync(Manager, unknown));

        second.StatusCode.ShouldBe(first.StatusCode);
        string[] Names(JsonElement x) => [.. x.EnumerateObject().Select(y => y.Name)];
        Names(await JsonAsync(second)).ShouldBe(Names(await JsonAsync(first)));
        var items = await ItemsAsync(Manager);
        Names(items[0]).ShouldBe(Names(items[1]));
        (await _app.MailsAsync(known))[0].Subject.ShouldBe((await _app.MailsAsync(unknown))[0].Subject);
    }

    [Fact]
    public async Task AMailIsInTheLanguageThatTheManagerChose()
    {
        var (chinese, english) = (NewAddress(), NewAddress());
        await PostAsync(
            Manager,
            Path,
            new
            {
                email = chinese,
                roles = new[] { "member" },
                language = "zh",
            }
        );
        await PostAsync(
            Manager,
            Path,
            new
            {
                email = english,
                roles = new[] { "member" },
                language = "en",
            }
        );

        (await _app.MailsAsync(chinese))[0].TextBody!.ShouldNotContain("invites");
        var mail = (await _app.MailsAsync(english))[0];
        mail.TextBody!.ShouldContain("Changchun Xinheng Semiconductor Equipment Co., Ltd. invites you");
        mail.TextBody!.ShouldContain("lang=en");
        mail.Subject.ShouldBe("An invitation to act for an organisation");
    }

    [Fact]
    public async Task WhoIsAMemberIsNotInvitedAndWhoBecameOneGetsTheRolesHeLacks()
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email, Roles.Manager);
        await ChangeAsync(db =>
            db.Memberships.Add(
                new()
                {
                    AccountId = db.Users.Single(x => x.Email == email).Id,
                    OrganisationId = Company,
                    Roles = [Roles.Member],
                    Since = DateTimeOffset.UtcNow,
                }
            )
        );

        (await InviteAsync(Manager, email)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await AcceptAsync(person, TokenOf(await LinkAsync(email)))).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await RolesAsync((await AccountAsync(email))!.Id)).ShouldBe([Roles.Member, Roles.Manager]);
    }

    [Fact]
    public async Task ARequestThatWaitsIsAnsweredByTheInvitation()
    {
        var (person, email) = await PersonAsync();
        await PostAsync(person, "/api/identity/join-requests", new { creditCode = "Y1220172TT00000126" });
        await InviteAsync(Manager, email);
        await AcceptAsync(person, TokenOf(await LinkAsync(email)));

        var mine = await person.GetFromJsonAsync<JsonElement>("/api/identity/join-requests/mine", Cancel);

        mine.GetProperty("items")[0].GetProperty("state").GetString().ShouldBe("accepted");
    }

    [Theory]
    [InlineData("no address", "zh", "email", "member")]
    [InlineData("林@example.test", "zh", "email", "member")]
    [InlineData("p@example.test", "zh", "roles")]
    [InlineData("p@example.test", "zh", "roles", "operator")]
    [InlineData("p@example.test", "zh", "roles", "member", "broker")]
    [InlineData("p@example.test", "fr", "language", "member")]
    public async Task WhatIsWrongIsSaidByField(string email, string language, string field, params string[] roles)
    {
        var answer = await PostAsync(
            Manager,
            Path,
            new
            {
                email,
                roles,
                language,
            }
        );

        answer.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await JsonAsync(answer)).GetProperty("errors").EnumerateObject().Single().Name.ShouldBe(field);
        (await RowsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task OnlyThisOrganisationsManagerInvitesSeesAndWithdraws()
    {
        await InviteAsync(Manager, NewAddress());
        var withdraw = $"{Path}/{(await ItemsAsync(Manager))[0].GetProperty("id").GetGuid()}/withdraw";

        using var member = Act(Company, Guid.CreateVersion7(), Roles.Member, Roles.Signatory);
        (await InviteAsync(member, NewAddress())).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await member.GetAsync(Path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await PostAsync(member, withdraw)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        using var stranger = Act(University, Guid.CreateVersion7(), Roles.Manager);
        (await ItemsAsync(stranger)).ShouldBeEmpty();
        (await PostAsync(stranger, withdraw)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var visitor = _app.Visitor();
        (await InviteAsync(visitor, NewAddress())).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await visitor.GetAsync(Path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await PostAsync(visitor, withdraw)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await RowsAsync()).ShouldHaveSingleItem().EndedAt.ShouldBeNull();
    }

    [Theory]
    [InlineData(nameof(OrganisationState.Rejected))]
    [InlineData(nameof(OrganisationState.Suspended))]
    [InlineData(nameof(OrganisationState.Closed))]
    public async Task AnOrganisationThatIsAwayTakesInNobody(string state)
    {
        var (person, email) = await PersonAsync();
        await InviteAsync(Manager, email);
        var link = await LinkAsync(email);
        await ChangeAsync(db => db.Organisations.Single(x => x.Id == Company).State = Enum.Parse<OrganisationState>(state));

        (await InviteAsync(Manager, NewAddress())).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await AcceptAsync(person, TokenOf(link))).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        using var browser = new Browser(_app.Address);
        (await browser.GoAsync(link)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await RolesAsync((await AccountAsync(email))!.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task AnUnverifiedOrganisationsNameDoesNotGoOutByMail()
    {
        var email = NewAddress();
        await ChangeAsync(db => db.Organisations.Single(x => x.Id == Company).State = OrganisationState.Unverified);

        await InviteAsync(Manager, email);

        (await _app.MailsAsync(email))[0].TextBody!.ShouldNotContain("芯衡");
        using var browser = new Browser(_app.Address);
        (await TextAsync(await browser.GoAsync(await LinkAsync(email)))).ShouldContain("长春芯衡半导体装备有限公司");
    }

    [Fact]
    public async Task OneAddressGetsFiveMailsAnHourAndAnOrganisationInvitesSoOftenADay()
    {
        var email = NewAddress();
        for (var i = 0; i < 5; i++)
            (await InviteAsync(Manager, email)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await InviteAsync(Manager, email)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        for (var i = 0; i < 7; i++)
            (await InviteAsync(Manager, NewAddress())).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await InviteAsync(Manager, NewAddress())).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        _clock.Advance(TimeSpan.FromDays(1));
        (await InviteAsync(Manager, NewAddress())).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WithoutAMailServerNobodyIsInvited()
    {
        await using var app = await TestApp.StartAsync(() => [new IdentityService()], settings: ["environment=Production"]);
        var organisation = Guid.CreateVersion7();

        var answer = await InviteAsync(app.As(organisation, "220104", Roles.Manager), NewAddress());

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }
}
