using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

public abstract partial class MessagingSpec
{
    [Fact]
    public async Task A_newer_epoch_wins_with_a_lower_version_and_an_older_one_never_does()
    {
        var id = Guid.CreateVersion7();
        await SendAsync(new NoteChanged(id, 9, "before the restore"), Guid.CreateVersion7(), epoch: 5);
        await NoteAsync(id, x => x?.Text == "before the restore");
        await SendAsync(new NoteChanged(id, 2, "after the restore"), Guid.CreateVersion7(), epoch: 7);
        (await NoteAsync(id, x => x?.Text == "after the restore"))!.Version.ShouldBe(Stamp.Of(7, 2));
        await SendAsync(new NoteChanged(id, 10, "late"), Guid.CreateVersion7(), epoch: 5);
        await TestApp.EventuallyAsync(() => EffectsAsync(id), x => x.Count == 3);
        (await EffectsAsync(id))[^1].Superseded.ShouldBeTrue();
        (await NoteAsync(id, x => x is not null))!.Text.ShouldBe("after the restore");
    }

    [Fact]
    public async Task The_same_version_again_costs_nothing_unless_copies_are_written_again()
    {
        var id = Guid.CreateVersion7();
        await SendAsync(new NoteChanged(id, 3, "first"), Guid.CreateVersion7(), epoch: 5);
        await NoteAsync(id, x => x is not null);
        await SendAsync(new NoteChanged(id, 3, "again"), Guid.CreateVersion7(), epoch: 5);
        await TestApp.EventuallyAsync(() => EffectsAsync(id), x => x.Count == 2);
        (await NoteAsync(id, x => x is not null))!.Text.ShouldBe("first");
        await SendAsync(new NoteChanged(id, 3, "written again"), Guid.CreateVersion7(), epoch: 5, rewrites: true);
        await NoteAsync(id, x => x?.Text == "written again");
    }

    [Fact]
    public async Task A_dead_letter_is_replayed_under_the_epoch_it_was_sent_in()
    {
        var id = Guid.CreateVersion7();
        await SendAsync(new NoteChanged(id, 9, "poison"), Guid.CreateVersion7(), epoch: 5);
        var letter = (await DeadLettersAsync(1))[0];
        await SendAsync(new NoteChanged(id, 1, "after the restore"), Guid.CreateVersion7(), epoch: 7);
        await NoteAsync(id, x => x is not null);
        App.Services.GetService(typeof(Poison)).ShouldBeOfType<Poison>().Works = false;
        using var replayed = await Administrator.PostAsJsonAsync($"/api/admin/notes/dead-letters/{letter.Id}/replay", new { });
        replayed.EnsureSuccessStatusCode();
        (await NoteAsync(id, x => x is not null))!.Text.ShouldBe("after the restore");
    }

    [Fact]
    public async Task An_event_goes_out_under_the_epoch_of_its_store()
    {
        var epochs = (StoreEpochs)App.Services.GetService(typeof(StoreEpochs))!;
        var epoch = await InStoreAsync(async db =>
        {
            await epochs.PrepareAsync(db, App.Services, TestContext.Current.CancellationToken);
            return (await db.Set<EpochRow>().SingleAsync()).Epoch;
        });
        epoch.ShouldBeGreaterThan(0);
        var note = new NoteChanged(Guid.CreateVersion7(), 4, "of this epoch");
        await EnqueueAsync(note);
        (await NoteAsync(note.NoteId, x => x is not null))!.Version.ShouldBe(Stamp.Of(epoch, 4));
    }
}
