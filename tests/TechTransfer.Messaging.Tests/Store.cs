using System.Data.Common;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging.Tests;

/// <summary>An event of these tests; <paramref name="Text"/> tells the consumer what to do with it.</summary>
public sealed record NoteChanged(Guid NoteId, long Version, string Text) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => NoteId;

    bool IIntegrationEvent.Bulk => Text == "of an import";
}

/// <summary>Every effect of an event, without a unique key: a doubled effect is a second row.</summary>
internal sealed class Effect
{
    public long Id { get; init; }
    public required Guid NoteId { get; init; }
    public required long Version { get; init; }
    public required bool Superseded { get; init; }
}

/// <summary>The consumer's copy.</summary>
internal sealed class Note
{
    public required Guid Id { get; init; }
    public required long Version { get; set; }
    public required string Text { get; set; }
}

internal abstract class NotesDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Note> Notes => Set<Note>();
    public DbSet<Effect> Effects => Set<Effect>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddMessaging().AddIdempotency();
}

internal sealed class SqliteNotesDbContext(DbContextOptions<SqliteNotesDbContext> options) : NotesDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UseSqliteTimes();
}

internal sealed class PostgresNotesDbContext(DbContextOptions<PostgresNotesDbContext> options) : NotesDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) => configurationBuilder.UsePostgresTimes();
}

/// <summary>Whether "poison" makes the consumer fail.</summary>
internal sealed class Poison
{
    public volatile bool Works = true;
}

/// <summary>Cuts PostgreSQL's connection as a savepoint is released, once when asked.</summary>
internal sealed class ConnectionCut : DbTransactionInterceptor
{
    public volatile bool Next;

    public override async ValueTask<InterceptionResult> ReleasingSavepointAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        if (Next && transaction.Connection is NpgsqlConnection cut)
        {
            Next = false;
            await using var other = new NpgsqlConnection(cut.ConnectionString);
            await other.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_terminate_backend($1)", other)
            {
                Parameters = { new() { Value = cut.ProcessID } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return result;
    }
}

/// <summary>Keeps the newest version.</summary>
internal sealed class ApplyNote(NotesDbContext db, Poison poison) : IApply<NoteChanged>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<NoteChanged>> deliveries, CancellationToken cancellationToken)
    {
        var ids = deliveries.Select(x => x.Event.NoteId).ToList();
        var notes = await db.Notes.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        foreach (var delivery in deliveries)
        {
            var (id, version, text) = delivery.Event;
            if (text == "poison" && poison.Works)
                throw new InvalidOperationException("This note is poisoned.");
            if (!notes.TryGetValue(id, out var note))
                db.Add(
                    notes[id] = new Note
                    {
                        Id = id,
                        Version = delivery.Stamp,
                        Text = text,
                    }
                );
            else if (!delivery.IsNewsTo(note.Version))
                delivery.Superseded();
            else
                (note.Version, note.Text) = (delivery.Stamp, text);
            db.Add(
                new Effect
                {
                    NoteId = id,
                    Version = version,
                    Superseded = delivery.IsSuperseded,
                }
            );
        }
    }
}

internal sealed record CreateNote(string Text);

internal sealed class NotesModule : ServiceModule
{
    public override string Name => "notes";

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<NotesDbContext, SqliteNotesDbContext, PostgresNotesDbContext>("Notes");
        builder.Services.AddSingleton<Poison>();
        builder.Services.AddSingleton<ConnectionCut>();
        builder.Services.AddSingleton<IDbTransactionInterceptor>(x => x.GetRequiredService<ConnectionCut>());
        builder.Services.AddMessaging<NotesDbContext>(Name, endpoints => endpoints.Endpoint<NoteChanged, ApplyNote>("notes"));
    }

    public override void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/api/notes",
                async (CreateNote body, NotesDbContext db) =>
                {
                    if (body.Text.Length == 0)
                        return Results.Problem(statusCode: 422);
                    var note = new NoteChanged(Guid.CreateVersion7(), 1, body.Text);
                    db.Enqueue(note);
                    await db.SaveChangesAsync();
                    return Results.Created($"/api/notes/{note.NoteId}", new { id = note.NoteId });
                }
            )
            .RequireAuthorization(Authentication.SignedIn)
            .Idempotent<NotesDbContext>();

    public override async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        if (db.Database.IsSqlite())
            await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        await db.Database.EnsureCreatedAsync(cancellationToken);
    }
}
