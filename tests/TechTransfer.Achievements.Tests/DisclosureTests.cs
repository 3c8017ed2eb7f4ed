using System.Text.Json.Nodes;
using TechTransfer.IntegrationEvents;
using TechTransfer.ListingLife;

namespace TechTransfer.Achievements.Tests;

/// <summary>Who sees which section of a published achievement.</summary>
public sealed class DisclosureTests(AchievementWorld world) : IClassFixture<AchievementWorld>
{
    private static readonly Dictionary<string, string[]> Sections = new(StringComparer.Ordinal)
    {
        ["details"] = ["features", "advantage", "cases", "evaluations", "trlEvidence"],
        ["parameters"] = ["parameters"],
        ["team"] = ["team"],
        ["attachments"] = ["attachments"],
        ["contact"] = ["contact"],
    };

    [Theory]
    [InlineData("public", "", "contact")]
    [InlineData("members", "details,parameters,team,attachments,contact", "contact")]
    [InlineData("granted", "details,parameters,team,attachments,contact", "details,parameters,team,attachments,contact")]
    public async Task Each_level_opens_to_whom_it_says(string level, string lockedToVisitors, string lockedToMembers)
    {
        var id = await PublishAsync(content =>
            content["disclosure"] = new JsonObject
            {
                ["details"] = level,
                ["parameters"] = level,
                ["team"] = level,
                ["attachments"] = level,
            }
        );
        var visitor = level == "public" ? lockedToMembers : lockedToVisitors;
        await SeesAsync(world.Visitor, id, visitor);
        await SeesAsync(world.Unverified, id, visitor);
        await SeesAsync(world.OtherCity, id, visitor);
        await SeesAsync(world.Other, id, lockedToMembers);
        await SeesAsync(world.Broker, id, lockedToMembers);
        await SeesAsync(world.Member, id, "");
        await SeesAsync(world.Signatory, id, "");
        await SeesAsync(world.County, id, "contact");
    }

    [Fact]
    public async Task Text_and_parameters_are_public_team_for_members_and_attachments_on_request_unless_said_otherwise()
    {
        var id = await PublishAsync(content => content.Remove("disclosure"));
        await SeesAsync(world.Visitor, id, "team,attachments,contact");
        await SeesAsync(world.Other, id, "attachments,contact");
    }

    [Fact]
    public async Task Details_are_on_request_while_the_patent_is_not_filed()
    {
        var id = await PublishAsync(content =>
        {
            content.Remove("disclosure");
            content["declarations"]!["patentFiledOrNotNeeded"] = false;
        });
        await SeesAsync(world.Visitor, id, "details,team,attachments,contact");
        await SeesAsync(world.Other, id, "details,attachments,contact");
    }

    [Fact]
    public async Task A_deal_opens_the_contact_to_its_two_sides_and_their_broker_only()
    {
        var id = await PublishAsync(_ => { });
        await SeesAsync(world.Other, id, "attachments,contact");
        await world.AnnounceAsync(
            new DealChanged(
                Guid.CreateVersion7(),
                1,
                "introduced",
                Guid.CreateVersion7(),
                null,
                id,
                null,
                ListingWorld.OtherId,
                ListingWorld.OwnerId,
                ListingWorld.BrokerId,
                "broker"
            )
        );
        await world.ArrivedAsync();
        await SeesAsync(world.Other, id, "attachments");
        await SeesAsync(world.Broker, id, "attachments");
        await SeesAsync(world.Visitor, id, "team,attachments,contact");
        await SeesAsync(world.Trusted, id, "attachments,contact");
    }

    [Fact]
    public async Task Where_it_came_from_and_what_was_declared_is_for_owner_and_reviewer()
    {
        var id = await PublishAsync(_ => { });
        foreach (var stranger in new[] { world.Visitor, world.Other })
        {
            var read = await world.GetAsync(stranger, $"/{id}");
            foreach (var name in new[] { "source", "externalId", "declarations", "warnings", "pending", "submittedAt" })
                read.Has(name).ShouldBeFalse(name);
        }
        (await world.GetAsync(world.County, $"/{id}")).Has("declarations").ShouldBeTrue();
    }

    private async Task<Guid> PublishAsync(Action<JsonObject> change)
    {
        var content = FieldTests.Full();
        content["externalId"] = Guid.NewGuid().ToString();
        change(content);
        return await world.PublishedAsync(content: content);
    }

    private async Task SeesAsync(HttpClient who, Guid id, string locked)
    {
        var read = await world.GetAsync(who, $"/{id}");
        var expected = locked.Split(',', StringSplitOptions.RemoveEmptyEntries);
        read.Texts("locked").ShouldBe(expected, ignoreOrder: true);
        foreach (var (section, fields) in Sections)
        foreach (var field in fields)
            IsThere(read, field).ShouldBe(!expected.Contains(section), $"{field} of {section}");
    }

    private static bool IsThere(System.Text.Json.JsonElement read, string field) =>
        read.TryGetProperty(field, out var value) && (value.ValueKind != System.Text.Json.JsonValueKind.Array || value.GetArrayLength() > 0);
}
