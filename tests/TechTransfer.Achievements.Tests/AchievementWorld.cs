using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.ListingLife;
using TechTransfer.Listings;

namespace TechTransfer.Achievements.Tests;

public class AchievementWorld : ListingWorld
{
    public override string Plural => "achievements";
    public override string LongField => "summary";

    public override JsonObject Complete(string title) =>
        new()
        {
            ["title"] = title,
            ["summary"] = "一种试验用的弹性体连续制备方法，断裂强度高，适合在试验装置上反复验证。",
            ["modes"] = new JsonArray("licence", "joint"),
            ["declarations"] = new JsonObject
            {
                ["noStateSecret"] = true,
                ["entitledToPublish"] = true,
                ["patentFiledOrNotNeeded"] = true,
            },
        };

    protected override ServiceModule NewService() => new AchievementsService();

    protected override DbContext StoreOf(IServiceProvider services) => services.GetRequiredService<ListingsDbContext<AchievementContent>>();
}
