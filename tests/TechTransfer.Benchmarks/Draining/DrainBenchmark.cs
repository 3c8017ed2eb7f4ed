using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Messaging;
using TechTransfer.TestApplication;

namespace TechTransfer.Benchmarks.Draining;

/// <summary>
/// Committed rows of an outbox on PostgreSQL until each has had its effect in a consumer's table, over RabbitMQ: relay, confirm, inbox, effect, deletion.
/// Against RabbitMQ.Client alone with messages of the same size. Then events that are committed one by one.
/// </summary>
internal static class DrainBenchmark
{
    private const int Bytes = 400;
    private const int Writers = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(Arguments arguments)
    {
        var (count, rounds) = (arguments.Number("events", 20_000), arguments.Number("rounds", 5));
        var servers = new Servers();
        await using var app = await TestApp.StartAsync(
            () => [new ReadingsModule()],
            settings:
            [
                $"ConnectionStrings:Readings={servers.StoreOf("Readings")}",
                $"ConnectionStrings:RabbitMq={servers.RabbitMq}",
                "Logging:LogLevel:Default=Warning",
            ]
        );
        var (ours, raw, single) = (new List<double>(), new List<double>(), new List<double>());
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
        {
            var reference = await RawBroker.RunAsync(new Uri(servers.RabbitMq), count, new byte[Bytes]);
            var own = await DrainAsync(app, count);
            var oneByOne = await OneByOneAsync(app, count / 10);
            if (round == 0)
                continue;
            raw.Add(count / reference);
            ours.Add(count / own);
            single.Add(count / 10 / oneByOne);
        }
        var (perSecond, plain) = (Figures.Median(ours), Figures.Median(raw));
        Console.WriteLine($"{count} events of {Bytes} bytes, {rounds} rounds, medians");
        Console.WriteLine(
            $"outbox to effect: {perSecond:N0}/s; RabbitMQ.Client alone, quorum queue: {plain:N0}/s; {perSecond / plain:0.00}× (goal ≥ 0.25)"
        );
        Console.WriteLine($"one event per transaction, {Writers} writers, until its effect: {Figures.Median(single):N0}/s");
        Console.WriteLine($"load after: {Conditions.Load()}");
    }

    /// <returns>Seconds from the commit of all until the last effect.</returns>
    private static async Task<double> DrainAsync(TestApp app, int count)
    {
        var before = await EffectsAsync(app);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ReadingsDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            for (var i = 0; i < count; i++)
                db.Enqueue(NewEvent());
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
        return await UntilAsync(app, before + count, Stopwatch.GetTimestamp());
    }

    private static async Task<double> OneByOneAsync(TestApp app, int count)
    {
        var before = await EffectsAsync(app);
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = Writers },
            async (_, cancellationToken) =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<ReadingsDbContext>();
                db.Enqueue(NewEvent());
                await db.SaveChangesAsync(cancellationToken);
            }
        );
        return await UntilAsync(app, before + count, started);
    }

    private static ReadingChanged NewEvent() => new(Guid.CreateVersion7(), 1, new string('a', Bytes - 100));

    private static async Task<double> UntilAsync(TestApp app, int effects, long started)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await EffectsAsync(app) < effects)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                throw new TimeoutException($"After {Patience} {effects - await EffectsAsync(app)} effects were missing.");
            await timer.WaitForNextTickAsync();
        }
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<int> EffectsAsync(TestApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ReadingsDbContext>().Readings.CountAsync();
    }
}
