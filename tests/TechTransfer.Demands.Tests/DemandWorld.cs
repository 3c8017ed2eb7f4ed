using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.ListingLife;
using TechTransfer.Listings;

namespace TechTransfer.Demands.Tests;

public class DemandWorld : ListingWorld
{
    public override string Plural => "demands";
    public override string LongField => "content";

    public override JsonObject Complete(string title) =>
        new()
        {
            ["title"] = title,
            ["content"] = "需要一种断裂强度不低于四十兆帕的弹性体材料，能够连续制备并且通过低温试验的验证。",
            ["modes"] = new JsonArray("joint"),
            ["declarations"] = new JsonObject { ["noStateSecret"] = true, ["entitledToPublish"] = true },
        };

    protected override ServiceModule NewService() => new DemandsService();

    protected override DbContext StoreOf(IServiceProvider services) => services.GetRequiredService<ListingsDbContext<DemandContent>>();
}
