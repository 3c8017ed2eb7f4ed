using AutoMapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.Listings;
using TechTransfer.Listings.Grants;

namespace TechTransfer.Achievements;

/// <summary>Listings of research results: what is on offer.</summary>
public sealed class AchievementsService : ServiceModule
{
    private readonly AchievementKind _kind = new(new MapperConfiguration(x => x.AddProfile<AchievementProfile>()).CreateMapper());

    public override string Name => "achievements";

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<AchievementsDbContext, SqliteAchievementsDbContext, PostgresAchievementsDbContext>("Achievements");
        builder.AddWorkingCalendar();
        builder.Services.AddListings<AchievementContent, AchievementsDbContext>(_kind);
    }

    public override void Map(IEndpointRouteBuilder routes) => routes.MapListings(_kind);

    public override async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await ServiceDatabase.MigrateAsync<AchievementsDbContext>(services, cancellationToken);
        await AppendOnly.GuardAsync<AchievementsDbContext>(services, cancellationToken);
    }
}
