using System.Net.Http.Json;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>What people do goes past what an import or a rebuild is at, with the same listings too.</summary>
public sealed class LanesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_listing_withdrawn_while_a_rebuild_writes_it_does_not_come_back(bool onPostgres)
    {
        Assert.SkipWhen(onPostgres && Backends.Postgres is null, Backends.NoPostgres);
        var held = new HeldWrites();
        await using var world = new MatchingWorld
        {
            Settings = onPostgres ? [$"ConnectionStrings:Matching={await Backends.NewDatabaseAsync("lanes")}"] : [],
            Beside = [held],
        };
        await world.InitializeAsync();
        var listing = MatchingWorld.Achievement("磁悬浮轴承", "磁悬浮轴承，转速高，寿命长。");
        await world.AnnounceAsync(listing);
        await world.SettledAsync();

        held.HoldNext();
        using var rebuild = await world
            .As(MatchingWorld.Stranger, "administrator")
            .PostAsJsonAsync("/api/admin/matching/index/rebuild", new { }, TestContext.Current.CancellationToken);
        rebuild.EnsureSuccessStatusCode();
        await held.UntilHeldAsync();
        await world.AnnounceAsync(new AchievementClosed(listing.AchievementId, 2, "withdrawn", "solvedElsewhere"));
        await TestApp.EventuallyAsync(() => KeptAsync(world), kept => kept == (0, 0));
        held.Release();

        await world.SettledAsync();
        (await KeptAsync(world)).ShouldBe((0, 0), "what the rebuild had read is not stored over the withdrawal");
        (await world.GetAsync("/api/search?q=磁悬浮")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Many_that_wait_are_found_before_the_first_of_them_is_matched()
    {
        const int many = 60;
        var held = new HeldWrites();
        await using var world = new MatchingWorld { Beside = [held] };
        await world.InitializeAsync();
        held.HoldNext();
        await world.AnnounceAsync(MatchingWorld.Achievement("磁悬浮轴承", "磁悬浮轴承，转速高，寿命长。"));
        await held.UntilHeldAsync();
        for (var i = 0; i < many; i++)
            await world.AnnounceAsync(MatchingWorld.Achievement($"磁悬浮轴承 {i}", "磁悬浮轴承，转速高，寿命长。"));
        await TestApp.EventuallyAsync(() => WaitingAsync(world), waiting => waiting == 1 + many);
        held.Release();

        await world.SettledAsync();
        held.Writes.ShouldBe(2, "the one that was held, and all others at once");
    }

    [Fact]
    public async Task Bulk_waits_for_what_people_wait_for_when_that_is_behind_but_not_for_good()
    {
        await using var world = new MatchingWorld();
        await world.InitializeAsync();
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        var rightOfWay = new RightOfWay(world.App.Services.GetRequiredService<IServiceScopeFactory>(), clock);
        (await LetsBulkPassAsync()).ShouldBeTrue("nothing waits");

        // The indexer of this world, by its own clock, does not take it yet.
        var due = clock.GetUtcNow().AddHours(1);
        await using (var scope = world.App.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
            db.IndexWork.Add(
                new IndexWork
                {
                    ListingId = Guid.CreateVersion7(),
                    Version = 1,
                    Lane = IndexLane.Interactive,
                    QueuedAt = due,
                    NotBefore = due,
                }
            );
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        }
        clock.MoveTo(due.AddMilliseconds(-1));
        (await LetsBulkPassAsync()).ShouldBeTrue("it is put off and nobody can do it now");
        clock.MoveTo(due + RightOfWay.Behind);
        (await LetsBulkPassAsync()).ShouldBeTrue("it has not waited long");
        clock.MoveTo(due + RightOfWay.Behind * 2);
        (await LetsBulkPassAsync()).ShouldBeFalse("it waits too long");
        clock.MoveTo(due + RightOfWay.Behind + RightOfWay.LongestWait);
        (await LetsBulkPassAsync()).ShouldBeTrue("bulk has waited as long as it may");
        (await LetsBulkPassAsync()).ShouldBeFalse("one batch only");

        Task<bool> LetsBulkPassAsync() => rightOfWay.LetsBulkPassAsync(TestContext.Current.CancellationToken);
    }

    private sealed class ManualClock(DateTimeOffset now) : TimeProvider
    {
        private DateTimeOffset _now = now;

        public void MoveTo(DateTimeOffset then) => _now = then;

        public override DateTimeOffset GetUtcNow() => _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now.Ticks;
    }

    private static async Task<int> WaitingAsync(MatchingWorld world)
    {
        await using var scope = world.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MatchingDbContext>().IndexWork.CountAsync();
    }

    private static async Task<(int Prepared, int Terms)> KeptAsync(MatchingWorld world)
    {
        await using var scope = world.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        return (await db.Prepared.CountAsync(), await db.SuggestedTerms.CountAsync());
    }

    /// <summary>Keeps a write to the index waiting, as a slow engine does, while others go through.</summary>
    private sealed class HeldWrites : ServiceModule
    {
        private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _holds;
        private int _writes;

        public int Writes => _writes;

        public override string Name => "held-writes";

        public void HoldNext() => _holds = 1;

        public Task UntilHeldAsync() => _held.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public void Release() => _released.SetResult();

        public override void Add(IHostApplicationBuilder builder)
        {
            var engine = builder.Services.Last(x => x.ServiceType == typeof(ISearchIndex));
            builder.Services.Remove(engine);
            builder.Services.AddSingleton(services => Between.Over((ISearchIndex)engine.ImplementationFactory!(services), PassAsync));
        }

        private async Task PassAsync()
        {
            Interlocked.Increment(ref _writes);
            if (Interlocked.Exchange(ref _holds, 0) == 0)
                return;
            _held.SetResult();
            await _released.Task;
        }
    }
}

/// <summary>Stands before an index and does something before each write.</summary>
public class Between : DispatchProxy
{
    private ISearchIndex _index = null!;
    private Func<Task> _before = null!;

    public static ISearchIndex Over(ISearchIndex index, Func<Task> before)
    {
        var between = Create<ISearchIndex, Between>();
        (((Between)between)._index, ((Between)between)._before) = (index, before);
        return between;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod!.Name == nameof(ISearchIndex.WriteAsync)
            ? WriteAsync((IReadOnlyList<IndexWrite>)args![0]!, (CancellationToken)args[1]!)
            : targetMethod.Invoke(_index, args);

    private async Task<IReadOnlyList<RefusedWrite>> WriteAsync(IReadOnlyList<IndexWrite> writes, CancellationToken cancellationToken)
    {
        await _before();
        return await _index.WriteAsync(writes, cancellationToken);
    }
}
