using TechTransfer.Identity.Organisations;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Tests;

/// <summary>What others entered for an organisation: it claims what stood under its name, and hears of what waits for it.</summary>
public partial class JoiningTests
{
    [Fact]
    public async Task WhoIsVerifiedClaimsWhatImportsKnewByItsName()
    {
        const string Name = "长春新声学技术有限公司";
        var byName = await AddAsync(Name, null, "220000", x => x.IsPlaceholder = true);
        var elsewhere = await AddAsync(Name, null, "110000", x => x.IsPlaceholder = true);
        var (person, _) = await PersonAsync("林晓");
        var (id, _) = await RegisteredAsync(person);
        using var province = Act(Province, "220000", Roles.Operator);
        (await ItemsAsync(province, "/api/identity/verifications"))
            .Single(x => x.GetProperty("id").GetGuid() == id)
            .GetProperty("claimsPlaceholder")
            .GetBoolean()
            .ShouldBeTrue();
        (await _app.Visitor().GetAsync($"{Organisations}/{byName}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, "not before it is verified");

        (await PostAsync(province, $"{Organisations}/{id}/verify")).StatusCode.ShouldBe(HttpStatusCode.OK);
        var told = await TestApp.EventuallyAsync(
            async () => (await _app.RecordedAsync<OrganisationChanged>()).Where(x => x.OrganisationId == byName).ToList(),
            x => x.Exists(y => y.ClaimedById == id)
        );
        (told[^1].State, told[^1].IsPlaceholder).ShouldBe(("closed", false));
        (await _app.Visitor().GetAsync($"{Organisations}/{byName}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _app.Visitor().GetAsync($"{Organisations}/{elsewhere}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK, "another province's");
        (await ActsAsync(byName)).ShouldHaveSingleItem().Kind.ShouldBe(ActKind.Claimed);
    }

    [Fact]
    public async Task AnEntryIsToldToTheManagersAndItsAnswerToWhoeverEnteredIt()
    {
        var (_, broker) = await PersonAsync("桥经理");
        var listing = Guid.CreateVersion7();
        await ChangeAsync(db => db.Enqueue(new EntryMoved(listing, 3, "achievement", Company, broker.ToString(), "waiting")));
        var asked = await MailAsync("company@demo", $"/achievements/{listing}#life");
        asked.ShouldContain("confirm");
        await ChangeAsync(db => db.Enqueue(new EntryMoved(listing, 4, "achievement", Company, broker.ToString(), "returned")));
        await MailAsync(EmailOf(broker), $"/achievements/{listing}#life");
        await ChangeAsync(db => db.Enqueue(new EntryMoved(listing, 6, "achievement", Company, broker.ToString(), "confirmed")));
        await MailAsync(EmailOf(broker), "/my/entries");
        // A client has no mailbox, and somebody who has gone neither.
        await ChangeAsync(db =>
        {
            db.Enqueue(new EntryMoved(listing, 7, "achievement", Company, "demo-broker", "returned"));
            db.Enqueue(new EntryMoved(listing, 8, "achievement", Company, Guid.NewGuid().ToString(), "returned"));
            db.Enqueue(new EntryMoved(listing, 9, "achievement", Company, broker.ToString(), "returned"));
        });
        await TestApp.EventuallyAsync(() => _app.MailsAsync(EmailOf(broker)), x => x.Count == 3);
    }

    [Fact]
    public async Task ARequestToReadIsToldToTheManagersAndItsAnswerToWhoeverAsked()
    {
        var (_, person) = await PersonAsync("申请人");
        var (grant, listing) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await ChangeAsync(db => db.Enqueue(Moved(1, "asked", person.ToString())));
        await MailAsync("company@demo", "/my/access?box=in");
        await ChangeAsync(db => db.Enqueue(Moved(2, "granted", person.ToString())));
        await MailAsync(EmailOf(person), $"/demands/{listing}");
        await ChangeAsync(db => db.Enqueue(Moved(3, "revoked", person.ToString())));
        await MailAsync(EmailOf(person), "/my/access?box=out");
        // A client has no mailbox.
        await ChangeAsync(db =>
        {
            db.Enqueue(Moved(4, "refused", "demo-university"));
            db.Enqueue(Moved(5, "refused", person.ToString()));
        });
        await TestApp.EventuallyAsync(() => _app.MailsAsync(EmailOf(person)), x => x.Count == 3);

        GrantMoved Moved(long version, string step, string subject) =>
            new(grant, version, "demand", listing, Company, Guid.CreateVersion7(), subject, step);
    }

    private Task<string> MailAsync(string to, string part) =>
        TestApp.EventuallyAsync(
            async () => (await _app.MailsAsync(to)).Select(x => x.TextBody ?? "").LastOrDefault() ?? "",
            x => x.Contains(part, StringComparison.Ordinal)
        );
}
