using System.Collections.Concurrent;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

/// <summary>What holds on every database and transport. A subclass says which; one that is not there skips.</summary>
public abstract partial class MessagingSpec : IAsyncLifetime
{
    protected TestApp App { get; private set; } = null!;
    private readonly ConcurrentBag<Guid> _enqueued = [];

    /// <summary>"Key=value" settings of the backend for one test, with a store of its own.</summary>
    protected abstract Task<string[]> SettingsAsync();

    protected virtual Task AfterwardsAsync() => Task.CompletedTask;

    public async ValueTask InitializeAsync() =>
        App = await TestApp.StartAsync(() => [new NotesModule()], settings: [.. await SettingsAsync(), "Messaging:MaxEventBytes=4096"]);

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
        await AfterwardsAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<T> InStoreAsync<T>(Func<NotesDbContext, Task<T>> work)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<NotesDbContext>());
    }

    private protected Task<int> EnqueueAsync(params NoteChanged[] events) =>
        InStoreAsync(async db =>
        {
            foreach (var @event in events)
                db.Enqueue(@event);
            var saved = await db.SaveChangesAsync();
            foreach (var row in db.ChangeTracker.Entries<OutboxRow>())
                _enqueued.Add(row.Entity.MessageId);
            return saved;
        });

    /// <summary>Sends past the outbox, as a transport that delivers twice or late would.</summary>
    private Task SendAsync(NoteChanged @event, Guid messageId, int schema = 1, long epoch = 0, bool rewrites = false) =>
        App
            .Services.GetRequiredService<IBus>()
            .Publish(
                @event,
                context =>
                {
                    context.MessageId = messageId;
                    context.Headers.Set(MessageHeaders.Schema, schema);
                    context.Headers.Set(MessageHeaders.Epoch, epoch);
                    if (rewrites)
                        context.Headers.Set(MessageHeaders.Rewrites, true);
                }
            );

    /// <summary>A broker confirms before the effect, so that an empty outbox says nothing of what has come of the messages.</summary>
    protected virtual bool ConfirmsBeforeTheEffect => false;

    private protected async Task DrainedAsync(int left = 0)
    {
        await TestApp.EventuallyAsync(() => InStoreAsync(db => db.Set<OutboxRow>().CountAsync()), open => open == left, TimeSpan.FromSeconds(30));
        if (!ConfirmsBeforeTheEffect)
            return;
        // Messages of one queue may overtake each other by a few places on their way into a batch, so each is asked for.
        await TestApp.EventuallyAsync(() => InStoreAsync(OnTheirWayAsync), onTheirWay => onTheirWay == 0, TimeSpan.FromSeconds(30));
        // What came twice has come by the time a message that was sent after it has.
        var last = Guid.CreateVersion7();
        await SendAsync(new NoteChanged(Guid.Empty, 1, "last"), last);
        await TestApp.EventuallyAsync(
            () => InStoreAsync(db => db.Set<InboxRow>().AnyAsync(x => x.MessageId == last)),
            arrived => arrived,
            TimeSpan.FromSeconds(30)
        );
    }

    private async Task<int> OnTheirWayAsync(NotesDbContext db)
    {
        var keptSomewhere = await db.Set<InboxRow>()
            .Select(x => x.MessageId)
            .Union(db.Set<DeadLetterRow>().Select(x => x.MessageId))
            .Union(db.Set<OutboxRow>().Select(x => x.MessageId))
            .ToListAsync();
        return _enqueued.Except(keptSomewhere).Count();
    }

    private protected Task<List<Effect>> EffectsAsync(Guid? note = null) =>
        InStoreAsync(db => db.Effects.Where(x => x.NoteId != Guid.Empty && (note == null || x.NoteId == note)).OrderBy(x => x.Id).ToListAsync());

    private protected Task<List<DeadLetterRow>> DeadLettersAsync(int expected) =>
        TestApp.EventuallyAsync(() => InStoreAsync(db => db.Set<DeadLetterRow>().OrderBy(x => x.Version).ToListAsync()), x => x.Count == expected);

    private protected Task<Note?> NoteAsync(Guid id, Func<Note?, bool> until) =>
        TestApp.EventuallyAsync(() => InStoreAsync(db => db.Notes.SingleOrDefaultAsync(x => x.Id == id)), until, TimeSpan.FromSeconds(30));
}

/// <summary>One process: SQLite and the in-memory transport.</summary>
public sealed class OnSqlite : MessagingSpec
{
    protected override Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);
}
