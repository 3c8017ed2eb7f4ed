using AutoMapper;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;
using TechTransfer.Listings;
using TechTransfer.Listings.Grants;

namespace TechTransfer.Demands;

/// <summary>Listings of technical needs: what is wanted.</summary>
public sealed class DemandsService : ServiceModule
{
    private readonly DemandKind _kind = new(new MapperConfiguration(x => x.AddProfile<DemandProfile>()).CreateMapper());

    public override string Name => "demands";

    public override void Add(IHostApplicationBuilder builder)
    {
        builder.AddServiceDatabase<DemandsDbContext, SqliteDemandsDbContext, PostgresDemandsDbContext>("Demands");
        builder.AddWorkingCalendar();
        builder.Services.AddListings<DemandContent, DemandsDbContext>(_kind);
    }

    public override void Map(IEndpointRouteBuilder routes) => routes.MapListings(_kind);

    public override async Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await ServiceDatabase.MigrateAsync<DemandsDbContext>(services, cancellationToken);
        await AppendOnly.GuardAsync<DemandsDbContext>(services, cancellationToken);
    }
}
