using System.Collections.Concurrent;
using System.Diagnostics;
using CsCheck;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

public abstract partial class MessagingSpec
{
    [Fact]
    public async Task Every_committed_event_takes_effect_once()
    {
        var events = Enumerable.Range(0, 700).Select(i => new NoteChanged(Guid.CreateVersion7(), 1, $"note {i}")).ToArray();
        await Task.WhenAll(events.Chunk(70).Select(EnqueueAsync));
        await DrainedAsync();
        (await EffectsAsync()).Select(x => x.NoteId).Order().ShouldBe(events.Select(x => x.NoteId).Order());
    }

    [Fact]
    public async Task Sending_and_effect_belong_to_the_trace_of_the_cause()
    {
        using var cause = new Activity("cause") { ActivityTraceFlags = ActivityTraceFlags.Recorded }
            .SetIdFormat(ActivityIdFormat.W3C)
            .Start();
        var spans = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "TechTransfer.Messaging",
            ActivityStopped = span =>
            {
                if (span.TraceId == cause.TraceId)
                    spans.Enqueue(span.OperationName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await EnqueueAsync(new NoteChanged(Guid.CreateVersion7(), 1, "traced"));
        cause.Stop();
        await TestApp.EventuallyAsync(() => Task.FromResult(spans.Count), x => x >= 2);
        spans.ShouldBe(["send NoteChanged", "apply notes-notes"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_people_wait_for_overtakes_the_backlog_of_an_import()
    {
        var imported = Enumerable.Range(0, 600).Select(_ => new NoteChanged(Guid.CreateVersion7(), 1, "of an import"));
        var awaited = new NoteChanged(Guid.CreateVersion7(), 1, "awaited");
        await EnqueueAsync([.. imported, awaited]);
        await DrainedAsync();
        var order = (await EffectsAsync()).ConvertAll(x => x.NoteId);
        order.Count.ShouldBe(601);
        order.IndexOf(awaited.NoteId).ShouldBeLessThan(300);
    }

    [Fact]
    public async Task While_an_import_writes_its_events_wait_and_nobody_else_s_do()
    {
        var imported = Enumerable.Range(0, 2_000).Select(_ => new NoteChanged(Guid.CreateVersion7(), 1, "of an import"));
        var awaited = new NoteChanged(Guid.CreateVersion7(), 1, "awaited");
        using (App.Services.GetRequiredService<BulkWriting>().Begin())
        {
            await EnqueueAsync([.. imported]);
            await EnqueueAsync(awaited);
            await NoteAsync(awaited.NoteId, x => x is not null);
            (await EffectsAsync()).ShouldHaveSingleItem().NoteId.ShouldBe(awaited.NoteId);
        }
        await DrainedAsync();
        (await EffectsAsync()).Count.ShouldBe(2_001);
    }

    [Fact]
    public async Task What_is_rolled_back_is_never_sent()
    {
        await InStoreAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Enqueue(new NoteChanged(Guid.CreateVersion7(), 1, "never"));
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
            return 0;
        });
        var sent = new NoteChanged(Guid.CreateVersion7(), 1, "sent");
        await EnqueueAsync(sent);
        await DrainedAsync();
        (await EffectsAsync()).ShouldHaveSingleItem().NoteId.ShouldBe(sent.NoteId);
    }

    [Fact]
    public async Task The_newest_version_stays_whatever_the_order()
    {
        var id = Guid.CreateVersion7();
        foreach (var version in new[] { 3, 1, 5, 2, 4 })
            await EnqueueAsync(new NoteChanged(id, version, $"v{version}"));
        await DrainedAsync();
        (await NoteAsync(id, x => x is not null))!.Text.ShouldBe("v5");
        (await EffectsAsync(id)).Select(x => x.Version).Order().ShouldBe([1L, 2, 3, 4, 5]);
    }

    [Fact]
    public async Task An_older_version_is_recorded_as_superseded()
    {
        var id = Guid.CreateVersion7();
        await SendAsync(new NoteChanged(id, 2, "new"), Guid.CreateVersion7());
        await NoteAsync(id, x => x is not null);
        var late = Guid.CreateVersion7();
        await SendAsync(new NoteChanged(id, 1, "old"), late);
        await TestApp.EventuallyAsync(
            () => InStoreAsync(db => db.Set<InboxRow>().SingleOrDefaultAsync(x => x.MessageId == late)),
            row => row?.Outcome == "superseded"
        );
        (await NoteAsync(id, x => x is not null))!.Text.ShouldBe("new");
    }

    [Fact]
    public async Task A_message_that_comes_twice_takes_effect_once()
    {
        var (note, message) = (new NoteChanged(Guid.CreateVersion7(), 1, "twice"), Guid.CreateVersion7());
        await SendAsync(note, message);
        await SendAsync(note, message);
        await NoteAsync(note.NoteId, x => x is not null);
        await SendAsync(note, message);
        var last = new NoteChanged(Guid.CreateVersion7(), 1, "last");
        await SendAsync(last, Guid.CreateVersion7());
        await NoteAsync(last.NoteId, x => x is not null);
        (await EffectsAsync(note.NoteId)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Repeated_and_reordered_messages_end_in_the_newest_version_once_each()
    {
        // Pairs of note (0–3) and version (1–6), repeated and in any order; the position of a pair names its message.
        var gen = Gen.Select(Gen.Int[0, 3], Gen.Int[1, 6]).Array[1, 40];
        await gen.SampleAsync(
            async sent =>
            {
                var notes = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
                var messages = sent.Distinct().ToDictionary(x => x, _ => Guid.CreateVersion7());
                await Task.WhenAll(sent.Select(x => SendAsync(new NoteChanged(notes[x.Item1], x.Item2, $"v{x.Item2}"), messages[x])));
                var ids = messages.Values.ToList();
                await TestApp.EventuallyAsync(
                    () => InStoreAsync(db => db.Set<InboxRow>().CountAsync(x => ids.Contains(x.MessageId))),
                    count => count == ids.Count
                );
                var effects = await InStoreAsync(db => db.Effects.CountAsync(x => notes.Contains(x.NoteId)));
                var stored = await InStoreAsync(db => db.Notes.Where(x => notes.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Version));
                return effects == ids.Count && sent.GroupBy(x => x.Item1).All(x => stored[notes[x.Key]] == x.Max(v => v.Item2));
            },
            iter: 20,
            threads: 1
        );
    }

    [Fact]
    public async Task What_was_open_when_the_process_ended_is_sent_at_the_next_start()
    {
        var relay = App.Services.GetServices<IHostedService>().OfType<Relay<NotesDbContext>>().Single();
        await relay.StopAsync(CancellationToken.None);
        var note = new NoteChanged(Guid.CreateVersion7(), 1, "open");
        await EnqueueAsync(note);
        await App.RestartAsync();
        await DrainedAsync();
        (await EffectsAsync(note.NoteId)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_second_relay_takes_over_and_nothing_is_doubled()
    {
        using var second = ActivatorUtilities.CreateInstance<Relay<NotesDbContext>>(App.Services);
        await second.StartAsync(CancellationToken.None);
        var events = Enumerable.Range(0, 400).Select(i => new NoteChanged(Guid.CreateVersion7(), 1, $"note {i}")).ToArray();
        foreach (var chunk in events.Chunk(100))
        {
            await EnqueueAsync(chunk);
            // The lease is taken from whoever holds it in the middle of its work.
            await InStoreAsync(db => db.Set<LeaseRow>().ExecuteUpdateAsync(x => x.SetProperty(p => p.ExpiresAt, 0L)));
        }
        await DrainedAsync();
        await second.StopAsync(CancellationToken.None);
        (await EffectsAsync()).Select(x => x.NoteId).Order().ShouldBe(events.Select(x => x.NoteId).Order());
    }

    [Fact]
    public async Task A_lease_has_one_holder_and_an_old_token_changes_nothing()
    {
        var length = TimeSpan.FromMinutes(1);
        var (first, second) = (Lease.NewHolder(), Lease.NewHolder());
        var token = await InStoreAsync(db => Lease.TryTakeAsync(db, "job", first, length, default));
        (await InStoreAsync(db => Lease.TryTakeAsync(db, "job", second, length, default))).ShouldBeNull();
        (await InStoreAsync(db => Lease.RenewAsync(db, "job", token!.Value, length, default))).ShouldBeTrue();
        await InStoreAsync(db => db.Set<LeaseRow>().Where(x => x.Name == "job").ExecuteUpdateAsync(x => x.SetProperty(p => p.ExpiresAt, 0L)));
        (await InStoreAsync(db => Lease.TryTakeAsync(db, "job", second, length, default))).ShouldBe(token + 1);
        (await InStoreAsync(db => Lease.RenewAsync(db, "job", token!.Value, length, default))).ShouldBeFalse();
    }

    [Fact]
    public async Task Messages_dealt_with_long_ago_are_forgotten()
    {
        await InStoreAsync(db =>
        {
            foreach (var days in new[] { 29, 31 })
                db.Add(
                    new InboxRow
                    {
                        Endpoint = $"{days} days ago",
                        MessageId = Guid.CreateVersion7(),
                        Outcome = "applied",
                        ProcessedAt = DateTimeOffset.UtcNow.AddDays(-days),
                    }
                );
            return db.SaveChangesAsync();
        });
        await App.RestartAsync();
        await TestApp.EventuallyAsync(
            () => InStoreAsync(db => db.Set<InboxRow>().Select(x => x.Endpoint).ToListAsync()),
            left => left.SequenceEqual(["29 days ago"])
        );
    }
}
