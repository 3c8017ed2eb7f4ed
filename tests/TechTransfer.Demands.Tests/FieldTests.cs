using System.Text.Json;
using System.Text.Json.Nodes;
using AutoMapper;
using TechTransfer.IntegrationEvents;
using TechTransfer.ListingLife;

namespace TechTransfer.Demands.Tests;

public sealed class FieldTests(DemandWorld world) : IClassFixture<DemandWorld>
{
    [Fact]
    public void Every_mapping_is_complete() => new MapperConfiguration(x => x.AddProfile<DemandProfile>()).AssertConfigurationIsValid();

    [Fact]
    public async Task Every_field_comes_back_as_it_was_written()
    {
        var written = Full();
        var id = await world.DraftAsync(content: written.DeepClone().AsObject());
        var read = JsonNode.Parse((await world.GetAsync(world.Manager, $"/{id}")).GetRawText())!.AsObject();
        foreach (var property in typeof(DemandContent).GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (name is "organisation" or "validUntil" or "deadline" or "guessed")
                continue;
            written.ContainsKey(name).ShouldBeTrue($"the example has no {name}");
            JsonNode.DeepEquals(read[name], written[name]).ShouldBeTrue($"{name}: wrote {written[name]}, read {read[name]}");
        }
        DateTimeOffset.Parse(read["deadline"]!.GetValue<string>(), null).ShouldBe(DateTimeOffset.Parse("2027-06-30T23:59:59+08:00", null));
    }

    [Theory]
    [InlineData("""{"kind":"wish"}""", "kind")]
    [InlineData("""{"trlWanted":10}""", "trlWanted")]
    [InlineData("""{"targets":[{"comparator":">="}]}""", "targets[0].name")]
    [InlineData("""{"targets":[{"name":"强度","comparator":"~"}]}""", "targets[0].comparator")]
    [InlineData("""{"budget":{"min":{"amount":"2","currency":"CNY"},"max":{"amount":"1","currency":"CNY"}}}""", "budget.max")]
    [InlineData("""{"hiddenFrom":["没有这样的单位"]}""", "hiddenFrom[0]")]
    [InlineData("""{"hiddenFrom":[" "]}""", "hiddenFrom[0]")]
    public async Task Limits_of_its_own_fields_are_named(string fields, string field)
    {
        var content = JsonNode.Parse(fields)!.AsObject();
        content["title"] = "题目";
        (await world.PostAsync(world.Manager, "", content, 422)).Fields().ShouldBe([field]);
        var id = await world.DraftAsync();
        (await world.PutAsync(world.Manager, id, content, 1, 422)).Fields().ShouldBe([field]);
    }

    [Fact]
    public async Task Budget_attachments_and_contact_stay_with_the_owner_until_he_says_otherwise()
    {
        var closed = Full();
        closed["externalId"] = "closed-1";
        var id = await world.PublishedAsync(content: closed);
        foreach (var stranger in new[] { world.Visitor, world.Other, world.Broker })
            (await SeesAsync(stranger, id)).ShouldBe(["attachments", "budget", "contact"], ignoreOrder: true);
        (await SeesAsync(world.County, id)).ShouldBe(["contact"]);
        (await SeesAsync(world.Member, id)).ShouldBeEmpty();

        var open = Full();
        (open["budgetVisible"], open["externalId"]) = (true, "open-1");
        var shown = await world.PublishedAsync(content: open);
        (await SeesAsync(world.Visitor, shown)).ShouldBe(["attachments", "contact"], ignoreOrder: true);
        await world.AnnounceAsync(
            new DealChanged(
                Guid.CreateVersion7(),
                1,
                "introduced",
                Guid.CreateVersion7(),
                shown,
                null,
                null,
                ListingWorld.OwnerId,
                ListingWorld.OtherId,
                null,
                "search"
            )
        );
        await world.ArrivedAsync();
        (await SeesAsync(world.Other, shown)).ShouldBe(["attachments"]);
        (await SeesAsync(world.Trusted, shown)).ShouldBe(["attachments", "contact"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_budget_changes_without_a_review_and_the_deadline_ends_the_publication()
    {
        var id = await world.PublishedAsync();
        var content = world.Complete("弹性体的连续制备");
        content["budget"] = JsonNode.Parse("""{"max":{"amount":"100000.00","currency":"CNY"}}""");
        content["budgetVisible"] = true;
        content["deadline"] = DateTimeOffset.UtcNow.AddDays(20);
        (await world.PutAsync(world.Manager, id, content, 1)).Has("pending").ShouldBeFalse();
        var read = await world.GetAsync(world.Visitor, $"/{id}");
        read.GetProperty("budget").GetProperty("max").Text("amount").ShouldBe("100000.00");
        read.GetProperty("validUntil").GetDateTimeOffset().ShouldBe(read.GetProperty("deadline").GetDateTimeOffset());
    }

    private async Task<string[]> SeesAsync(HttpClient who, Guid id)
    {
        var read = await world.GetAsync(who, $"/{id}");
        var locked = read.Texts("locked");
        foreach (var field in new[] { "attachments", "budget", "contact" })
            (read.TryGetProperty(field, out var value) && (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() > 0)).ShouldBe(
                !locked.Contains(field),
                field
            );
        return locked;
    }

    private static JsonObject Full() =>
        JsonNode
            .Parse(
                """
                {"title":"试验用弹性体","kind":"problem","background":"背景","content":"需要一种断裂强度不低于四十兆帕的弹性体材料，能够连续制备并且通过低温试验的验证。",
                "targets":[{"name":"断裂强度","comparator":"range","value":"45","min":"40","max":"60","unit":"MPa","text":"常温"}],"basis":"基础","tried":"试过",
                "constraints":"限制","trlWanted":7,"modes":["joint"],"ipTerms":"共有",
                "budget":{"min":{"amount":"100000.00","currency":"CNY"},"max":{"amount":"200000.00","currency":"CNY"}},"budgetVisible":false,"urgency":"high",
                "deadline":"2027-06-30","anonymous":false,"preferredPartners":["某大学"],"hiddenFrom":[],"field":"新材料","keywords":["弹性体"],
                "industry":"C2659","themes":["新材料"],"region":"220203","contact":{"name":"丙","phone":"0432-1","email":"c@example.test"},
                "attachments":["图纸"],"declarations":{"noStateSecret":true,"entitledToPublish":true},"source":"台账","externalId":"full-1"}
                """
            )!
            .AsObject();
}
