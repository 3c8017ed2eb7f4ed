using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

/// <summary>What holds on every database and transport. A subclass says which; one that is not there skips.</summary>
public abstract partial class MessagingSpec : IAsyncLifetime
{
    private TestApp App { get; set; } = null!;

    /// <summary>"Key=value" settings of the backend for one test, with a store of its own.</summary>
    protected abstract Task<string[]> SettingsAsync();

    public async ValueTask InitializeAsync() =>
        App = await TestApp.StartAsync(() => [new NotesModule()], settings: [.. await SettingsAsync(), "Messaging:MaxEventBytes=4096"]);

    public async ValueTask DisposeAsync()
    {
        if (App is not null)
            await App.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<T> InStoreAsync<T>(Func<NotesDbContext, Task<T>> work)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<NotesDbContext>());
    }

    private Task<int> EnqueueAsync(params NoteChanged[] events) =>
        InStoreAsync(db =>
        {
            foreach (var @event in events)
                db.Enqueue(@event);
            return db.SaveChangesAsync();
        });

    /// <summary>Sends past the outbox, as a transport that delivers twice or late would.</summary>
    private Task SendAsync(NoteChanged @event, Guid messageId, int schema = 1) =>
        App
            .Services.GetRequiredService<IBus>()
            .Publish(
                @event,
                context =>
                {
                    context.MessageId = messageId;
                    context.Headers.Set(MessageHeaders.Schema, schema);
                }
            );

    private Task<int> DrainedAsync(int left = 0) =>
        TestApp.EventuallyAsync(() => InStoreAsync(db => db.Set<OutboxRow>().CountAsync()), open => open == left, TimeSpan.FromSeconds(30));

    private Task<List<Effect>> EffectsAsync(Guid? note = null) =>
        InStoreAsync(db => db.Effects.Where(x => note == null || x.NoteId == note).OrderBy(x => x.Id).ToListAsync());

    private Task<List<DeadLetterRow>> DeadLettersAsync(int expected) =>
        TestApp.EventuallyAsync(() => InStoreAsync(db => db.Set<DeadLetterRow>().OrderBy(x => x.Version).ToListAsync()), x => x.Count == expected);

    private Task<Note?> NoteAsync(Guid id, Func<Note?, bool> until) =>
        TestApp.EventuallyAsync(() => InStoreAsync(db => db.Notes.SingleOrDefaultAsync(x => x.Id == id)), until);
}

/// <summary>One process: SQLite and the in-memory transport.</summary>
public sealed class OnSqlite : MessagingSpec
{
    protected override Task<string[]> SettingsAsync() => Task.FromResult<string[]>([]);
}
