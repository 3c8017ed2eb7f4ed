using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using TechTransfer.Hosting;
using TechTransfer.Listings;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

/// <summary>An operator's import while another, of demands of the same organisations, makes these known here one after the other.</summary>
public sealed class ImportBesideAnotherTests
{
    private const int Organisations = 6;

    [Fact]
    public async Task It_is_tried_again_until_nobody_comes_before_it()
    {
        var rows = Encoding.UTF8.GetBytes(
            "title,organisation\n"
                + string.Concat(Enumerable.Range(0, Organisations).Select(i => string.Create(CultureInfo.InvariantCulture, $"成果{i},无名厂{i}\n")))
        );
        List<OrganisationRow> named;
        await using (var before = await ImportWorld.StartAsync())
        {
            (await ImportWorld.ImportAsync(before.Operator, rows)).ShouldCount("done", rows: Organisations, accepted: Organisations);
            named = await before.StoreAsync(db => db.Organisations.AsNoTracking().Where(x => x.IsPlaceholder).ToListAsync());
        }
        named.Count.ShouldBe(Organisations);

        var others = new NamedElsewhere(named);
        await using var world = await ImportWorld.StartAsync([others]);
        (await ImportWorld.ImportAsync(world.Operator, rows)).ShouldCount("done", rows: Organisations, accepted: Organisations);
        others.AreAllKnown.ShouldBeTrue();
        var owners = await world.StoreAsync(db => db.Listings.Select(x => x.OrganisationId).ToListAsync());
        owners.ShouldBe(named.Select(x => x.Id), ignoreOrder: true);
        (await world.StoreAsync(db => db.Organisations.CountAsync(x => x.IsPlaceholder))).ShouldBe(Organisations);
    }

    /// <summary>Each time organisations were looked up, one more becomes known.</summary>
    private sealed class NamedElsewhere(IEnumerable<OrganisationRow> rows) : ServiceModule
    {
        private readonly ConcurrentQueue<OrganisationRow> _rows = new(rows);

        public override string Name => "named-elsewhere";

        public bool AreAllKnown => _rows.IsEmpty;

        public override void Add(IHostApplicationBuilder builder) =>
            builder.Services.AddSingleton<ISaveChangesInterceptor>(services => new Arrivals(
                services.GetRequiredService<IServiceScopeFactory>(),
                _rows
            ));
    }

    private sealed class Arrivals(IServiceScopeFactory scopes, ConcurrentQueue<OrganisationRow> rows) : DbCommandInterceptor, ISaveChangesInterceptor
    {
        public override async ValueTask<DbDataReader> ReaderExecutedAsync(
            DbCommand command,
            CommandExecutedEventData eventData,
            DbDataReader result,
            CancellationToken cancellationToken = default
        )
        {
            if (!LooksUpNames(command) || !rows.TryDequeue(out var row))
                return result;
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ListingsDbContext<AchievementContent>>();
            db.Organisations.Add(row);
            await db.SaveChangesAsync(cancellationToken);
            return result;
        }

        private static bool LooksUpNames(DbCommand command) =>
            command.CommandText.Contains("FROM \"organisations\"", StringComparison.Ordinal)
            && command.Parameters.Cast<DbParameter>().Any(x => x.Value is string text && text.Contains("无名厂", StringComparison.Ordinal));
    }
}
