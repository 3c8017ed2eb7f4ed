using Npgsql;
using TechTransfer.Hosting;

namespace TechTransfer.Matching.Host;

/// <summary>
/// Lucene.NET's index lies in the data folder of one process, while what is to be indexed are rows that all processes on the database share: a second one
/// would take half of them. So one process holds an advisory lock; a second waits for it to go and takes over, or stops. With Elasticsearch there are
/// replicas and no lock, and on SQLite the data folder has one already.
/// </summary>
internal sealed class OneIndex : ServiceModule
{
    public override string Name => "one-index";

    public override void Add(IHostApplicationBuilder builder)
    {
        if (!IsNeeded(builder.Configuration))
            return;
        builder.Services.AddSingleton<IndexLock>();
        builder.Services.AddHostedService(services => services.GetRequiredService<IndexLock>());
    }

    public override Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetService<IndexLock>()?.TakeAsync(cancellationToken) ?? Task.CompletedTask;

    private static bool IsNeeded(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration.GetConnectionString("Matching"))
        && string.IsNullOrWhiteSpace(configuration.GetConnectionString("Elasticsearch"));
}

/// <summary>The lock, and the look every few seconds whether it is still held: it goes with its connection.</summary>
internal sealed class IndexLock(IConfiguration configuration, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<IndexLock> logger)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private readonly TimeSpan _patience = TimeSpan.FromSeconds(configuration.GetValue("Startup:WaitSeconds", 60));
    private NpgsqlConnection? _connection;

    /// <exception cref="WrongSettingException">Another process holds it and does not go.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var timer = new PeriodicTimer(Look, time);
        while (!await TryTakeAsync(cancellationToken))
        {
            if (time.GetElapsedTime(started) > _patience)
                throw new WrongSettingException(
                    "Another process of Matching has the index of this database, or the database does not answer: Lucene.NET's index belongs to one. Set ConnectionStrings:Elasticsearch for replicas."
                );
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look * 5, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (await IsHeldAsync(stoppingToken))
                continue;
            logger.LogWarning("The lock of the index went with its connection and is taken again");
            try
            {
                await TakeAsync(stoppingToken);
            }
            catch (WrongSettingException taken)
            {
                logger.LogCritical("{Reason}", taken.Message);
                lifetime.StopApplication();
                return;
            }
        }
    }

    public override void Dispose()
    {
        _connection?.Dispose();
        base.Dispose();
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_connection is not null)
                await _connection.DisposeAsync();
            var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("Matching")) { Pooling = false, KeepAlive = 30 };
            _connection = new NpgsqlConnection(settings.ConnectionString);
            await _connection.OpenAsync(cancellationToken);
            await using var take = _connection.CreateCommand();
            take.CommandText = "SELECT pg_try_advisory_lock(hashtextextended(coalesce(current_schema(), '') || '/matching-index', 0))";
            return await take.ExecuteScalarAsync(cancellationToken) is true;
        }
        catch (NpgsqlException notYet)
        {
            // Not reachable, or the database is being made at this moment.
            logger.LogDebug(notYet, "The lock of the index cannot be asked for yet");
            return false;
        }
    }

    private async Task<bool> IsHeldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var ask = _connection!.CreateCommand();
            ask.CommandText = "SELECT 1";
            await ask.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception gone) when (gone is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }
}
