using System.Text.Json;
using System.Text.Json.Nodes;
using AutoMapper;
using TechTransfer.ListingLife;

namespace TechTransfer.Achievements.Tests;

public sealed class FieldTests(AchievementWorld world) : IClassFixture<AchievementWorld>
{
    [Fact]
    public void Every_mapping_is_complete() => new MapperConfiguration(x => x.AddProfile<AchievementProfile>()).AssertConfigurationIsValid();

    [Fact]
    public async Task Every_field_comes_back_as_it_was_written()
    {
        var written = Full();
        written["validUntil"] = "2028-03-31T00:00:00Z";
        var id = await world.DraftAsync(content: written.DeepClone().AsObject());
        var read = JsonNode.Parse((await world.GetAsync(world.Manager, $"/{id}")).GetRawText())!.AsObject();
        foreach (var property in typeof(AchievementContent).GetProperties())
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            if (name is "organisation" or "validUntil" or "guessed")
                continue;
            written.ContainsKey(name).ShouldBeTrue($"the example has no {name}");
            JsonNode.DeepEquals(read[name], written[name]).ShouldBeTrue($"{name}: wrote {written[name]}, read {read[name]}");
        }
    }

    [Theory]
    [InlineData("""{"trl":10}""", "trl")]
    [InlineData("""{"trl":0}""", "trl")]
    [InlineData("""{"stage":"dream"}""", "stage")]
    [InlineData("""{"parameters":[{"value":"1"}]}""", "parameters[0].name")]
    [InlineData("""{"ip":[{"kind":"patent","filedOn":"2025-01-01","expiresOn":"2024-01-01"}]}""", "ip[0].expiresOn")]
    [InlineData("""{"rights":{"kind":"shared","share":101}}""", "rights.share")]
    [InlineData("""{"terms":{"kind":"range","min":{"amount":"2","currency":"CNY"},"max":{"amount":"1","currency":"CNY"}}}""", "terms.max")]
    [InlineData("""{"investment":{"min":{"amount":"2","currency":"CNY"},"max":{"amount":"1","currency":"CNY"}}}""", "investment.max")]
    [InlineData("""{"cases":[{"user":"x","year":1800}]}""", "cases[0].year")]
    [InlineData("""{"disclosure":{"details":"friends"}}""", "disclosure.details")]
    public async Task Limits_of_its_own_fields_are_named(string fields, string field)
    {
        var content = JsonNode.Parse(fields)!.AsObject();
        content["title"] = "题目";
        (await world.PostAsync(world.Manager, "", content, 422)).Fields().ShouldBe([field]);
    }

    [Theory]
    [InlineData("""{"terms":{"min":{"amount":"79228162514264337593543950335","currency":"CNY"}}}""")]
    [InlineData("""{"terms":{"min":{"amount":"1.005","currency":"CNY"}}}""")]
    [InlineData("""{"terms":{"min":{"amount":"-1","currency":"CNY"}}}""")]
    [InlineData("""{"terms":{"min":{"amount":"1","currency":"EUR"}}}""")]
    [InlineData("""{"ip":[{"filedOn":"31.12.2025"}]}""")]
    public async Task Amounts_and_days_in_another_form_are_refused(string fields)
    {
        var content = JsonNode.Parse(fields)!.AsObject();
        content["title"] = "题目";
        await world.PostAsync(world.Manager, "", content, 400);
    }

    [Fact]
    public async Task A_level_derived_from_the_stage_is_marked_as_derived()
    {
        var id = await world.DraftAsync(content: new JsonObject { ["title"] = "中试", ["stage"] = "pilot" });
        var read = await world.GetAsync(world.Manager, $"/{id}");
        (read.GetProperty("trl").GetInt32(), read.GetProperty("trlDerived").GetBoolean()).ShouldBe((5, true));
        id = await world.DraftAsync(
            content: new JsonObject
            {
                ["title"] = "自报",
                ["stage"] = "pilot",
                ["trl"] = 6,
            }
        );
        read = await world.GetAsync(world.Manager, $"/{id}");
        (read.GetProperty("trl").GetInt32(), read.GetProperty("trlDerived").GetBoolean()).ShouldBe((6, false));
    }

    [Fact]
    public async Task A_price_changes_without_a_review()
    {
        var id = await world.PublishedAsync();
        var content = world.Complete("弹性体的连续制备");
        content["terms"] = JsonNode.Parse("""{"kind":"fixed","min":{"amount":"300000.00","currency":"CNY"}}""");
        await world.PutAsync(world.Manager, id, content, 1);
        var terms = (await world.GetAsync(world.Visitor, $"/{id}")).GetProperty("terms");
        terms.GetProperty("min").Text("amount").ShouldBe("300000.00");
    }

    internal static JsonObject Full() =>
        JsonNode
            .Parse(
                """
                {"title":"试验用弹性体的连续制备","summary":"一种试验用的弹性体连续制备方法，断裂强度高，适合在试验装置上反复验证。","problem":"间歇法批次不稳",
                "features":"特点","parameters":[{"name":"断裂强度","value":"≥ 45","unit":"MPa"}],"advantage":"优势","application":"应用",
                "cases":[{"user":"某试验厂","year":2025,"effect":"能耗下降"}],"market":"市场","benefit":"效益","field":"新材料","keywords":["弹性体"],
                "trl":6,"stage":"pilot","trlEvidence":"中试报告","ip":[{"kind":"invention","title":"方法","number":"2023101234567","status":"granted",
                "filedOn":"2023-02-01","owners":["北岭试验大学"],"expiresOn":"2043-02-01","encumbrance":"无"}],
                "rights":{"kind":"shared","share":70,"until":"2035-01-01"},"modes":["licence","joint"],"licence":"nonExclusive",
                "terms":{"kind":"range","min":{"amount":"300000.00","currency":"CNY"},"max":{"amount":"500000.00","currency":"CNY"}},
                "investment":{"min":{"amount":"1.00","currency":"CNY"},"max":{"amount":"2.50","currency":"CNY"}},"needsPilot":true,
                "evaluations":[{"kind":"thirdParty","by":"某学会","number":"7","date":"2025-05-05","conclusion":"达到先进水平"}],"awards":["一等奖"],
                "project":{"programme":"省重点研发","number":"2024-1"},"registrationNo":"R-1","industry":"C2659","ipc":["C08G 18/00"],"themes":["新材料"],
                "region":"220104","partners":["某研究所"],"leader":{"name":"甲","title":"教授"},"team":[{"name":"乙","title":"讲师","role":"工艺"}],
                "contact":{"name":"丙","phone":"0431-1","email":"c@example.test"},"images":["图一"],"attachments":["报告"],
                "disclosure":{"details":"public","parameters":"public","team":"members","attachments":"granted"},
                "declarations":{"noStateSecret":true,"entitledToPublish":true,"patentFiledOrNotNeeded":true},"source":"台账","externalId":"full-1"}
                """
            )!
            .AsObject();
}
