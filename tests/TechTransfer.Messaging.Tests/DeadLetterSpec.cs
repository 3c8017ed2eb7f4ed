using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.Hosting;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

public abstract partial class MessagingSpec
{
    private HttpClient Administrator => App.As(Guid.CreateVersion7(), "220000", Roles.Administrator);

    [Fact]
    public async Task One_poisoned_message_neither_stops_nor_undoes_the_others()
    {
        var good = Enumerable.Range(0, 50).Select(i => new NoteChanged(Guid.CreateVersion7(), 1, $"good {i}")).ToList();
        var bad = new NoteChanged(Guid.CreateVersion7(), 1, "poison");
        await EnqueueAsync([.. good[..25], bad, .. good[25..]]);
        await DrainedAsync();
        (await EffectsAsync()).Select(x => x.NoteId).Order().ShouldBe(good.Select(x => x.NoteId).Order());
        var letter = (await DeadLettersAsync(1)).Single();
        letter.Reason.ShouldBe(DeadLetterReason.Failed);
        letter.AggregateId.ShouldBe(bad.NoteId);
        letter.Detail.ShouldNotBeNull().ShouldContain("This note is poisoned.");
    }

    [Fact]
    public async Task A_replayed_dead_letter_takes_effect_once_however_often_it_is_asked_for()
    {
        var bad = new NoteChanged(Guid.CreateVersion7(), 1, "poison");
        await EnqueueAsync(bad);
        var letter = (await DeadLettersAsync(1)).Single();
        var list = await Administrator.GetFromJsonAsync<JsonElement>("/api/admin/notes/dead-letters");
        list.GetProperty("items")[0].GetProperty("id").GetGuid().ShouldBe(letter.Id);
        var replay = $"/api/admin/notes/dead-letters/{letter.Id}/replay";
        (await Administrator.PostAsJsonAsync(replay, new { })).StatusCode.ShouldBe(HttpStatusCode.Conflict);

        App.Services.GetRequiredService<Poison>().Works = false;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Administrator.PostAsJsonAsync(replay, new { })));
        answers.ShouldAllBe(x => x.StatusCode == HttpStatusCode.OK);
        (await EffectsAsync(bad.NoteId)).Count.ShouldBe(1);

        // The transport brings the message once more.
        await SendAsync(bad, letter.MessageId);
        var last = new NoteChanged(Guid.CreateVersion7(), 1, "last");
        await SendAsync(last, Guid.CreateVersion7());
        await NoteAsync(last.NoteId, x => x is not null);
        (await EffectsAsync(bad.NoteId)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Dead_letters_are_the_administrators()
    {
        (await App.Visitor().GetAsync("/api/admin/notes/dead-letters")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var manager = App.As(Guid.CreateVersion7(), "220000", Roles.Manager);
        (await manager.GetAsync("/api/admin/notes/dead-letters")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        var foreign = App.Visitor();
        var token = App.Token(Guid.CreateVersion7(), "220000", [Roles.Administrator], audience: ["contracts"]);
        foreign.DefaultRequestHeaders.Authorization = new("Bearer", token);
        (await foreign.GetAsync("/api/admin/notes/dead-letters")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var none = $"/api/admin/notes/dead-letters/{Guid.CreateVersion7()}/replay";
        (await Administrator.PostAsJsonAsync(none, new { })).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Administrator.GetAsync("/api/admin/nobody/dead-letters")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Administrator.GetAsync("/api/admin/notes/dead-letters?after=x")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_schema_that_is_too_new_is_parked_and_holds_back_its_aggregate_until_it_is_replayed()
    {
        var (parked, free) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await SendAsync(new NoteChanged(parked, 2, "future"), Guid.CreateVersion7(), schema: 9);
        await DeadLettersAsync(1);
        await SendAsync(new NoteChanged(parked, 1, "past"), Guid.CreateVersion7());
        await SendAsync(new NoteChanged(parked, 3, "later"), Guid.CreateVersion7());
        await SendAsync(new NoteChanged(parked, 4, "latest"), Guid.CreateVersion7());
        await SendAsync(new NoteChanged(free, 1, "free"), Guid.CreateVersion7());
        await NoteAsync(free, x => x is not null);
        await NoteAsync(parked, x => x?.Version == 1);
        var letters = await DeadLettersAsync(3);
        letters.Select(x => x.Reason).ShouldBe([DeadLetterReason.SchemaTooNew, DeadLetterReason.HeldBack, DeadLetterReason.HeldBack]);

        foreach (var letter in letters)
            (await ReplayAsync(letter)).ShouldBe(HttpStatusCode.Conflict);
        // What an upgrade does: the schema is known now.
        await InStoreAsync(db => db.Set<DeadLetterRow>().ExecuteUpdateAsync(x => x.SetProperty(p => p.Schema, 1)));
        (await ReplayAsync(letters[2])).ShouldBe(HttpStatusCode.Conflict);
        (await ReplayAsync(letters[0])).ShouldBe(HttpStatusCode.OK);
        (await NoteAsync(parked, x => x?.Version == 4))!.Text.ShouldBe("latest");
        (await EffectsAsync(parked)).Select(x => x.Version).ShouldBe([1L, 2, 3, 4]);
    }

    [Fact]
    public async Task A_row_that_cannot_be_sent_blocks_only_its_aggregate_and_says_why()
    {
        var (large, unknown, free) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await InStoreAsync(db =>
        {
            db.Add(
                new OutboxRow
                {
                    MessageId = Guid.CreateVersion7(),
                    Type = "NoteBurnt",
                    Schema = 1,
                    Body = "{}",
                    AggregateId = unknown,
                    Version = 1,
                    OccurredAt = DateTimeOffset.UtcNow,
                }
            );
            return db.SaveChangesAsync();
        });
        await EnqueueAsync(new NoteChanged(large, 1, new string('x', 5000)), new NoteChanged(large, 2, "behind"), new NoteChanged(free, 1, "free"));
        await NoteAsync(free, x => x is not null);
        await DrainedAsync(left: 3);
        (await EffectsAsync()).ShouldHaveSingleItem();
        var errors = await InStoreAsync(db => db.Set<OutboxRow>().Where(x => x.LastError != null).ToListAsync());
        errors.Single(x => x.AggregateId == large).LastError.ShouldNotBeNull().ShouldContain("Messaging:MaxEventBytes allows 4096");
        errors.Single(x => x.AggregateId == unknown).LastError.ShouldNotBeNull().ShouldContain("NoteBurnt");
    }

    private async Task<HttpStatusCode> ReplayAsync(DeadLetterRow letter) =>
        (await Administrator.PostAsJsonAsync($"/api/admin/notes/dead-letters/{letter.Id}/replay", new { })).StatusCode;
}
