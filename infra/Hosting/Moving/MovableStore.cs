using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Hosting.Moving;

/// <summary>A store that knows its SQLite form and its PostgreSQL form.</summary>
internal abstract class MovableStore(string name)
{
    /// <summary>Name of its connection string.</summary>
    public string Name => name;

    public string FileName => ServiceDatabase.FileOf(name);

    /// <summary>The PostgreSQL server, database and schema it is configured for; null when none is.</summary>
    public abstract string? Place { get; }

    /// <summary>Opens both sides: the source for reading, the target in a transaction.</summary>
    /// <param name="copies">The target is made ready; otherwise only looked at.</param>
    public abstract Task<StoreMove> OpenAsync(IServiceProvider services, DataFolder folder, bool copies, CancellationToken cancellationToken);
}

internal sealed class MovableStore<TContext, TSqlite>(string name, PostgresStore<TContext>? target) : MovableStore(name)
    where TContext : DbContext
    where TSqlite : TContext
{
    public override string? Place => target?.Place;

    public override async Task<StoreMove> OpenAsync(IServiceProvider services, DataFolder folder, bool copies, CancellationToken cancellationToken)
    {
        var options = new DbContextOptionsBuilder<TSqlite>()
            .UseSqlite($"Data Source={folder.File(FileName)};Mode=ReadOnly;Pooling=False;Default Timeout=30")
            .UseSnakeCaseNamingConvention()
            .Options;
        var source = ActivatorUtilities.CreateInstance<TSqlite>(services, options);
        var scope = services.CreateAsyncScope();
        var move = new StoreMove(Name, source, scope.ServiceProvider.GetRequiredService<TContext>(), scope);
        try
        {
            await move.CheckSourceAsync(cancellationToken);
            if (copies)
                await ServiceDatabase.MakeTablesAsync<TContext>(services, cancellationToken);
            await move.BeginAsync(copies, cancellationToken);
            return move;
        }
        catch
        {
            await move.DisposeAsync();
            throw;
        }
    }
}
