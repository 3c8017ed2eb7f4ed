using System.Text.Json;
using TechTransfer.ListingLife;

namespace TechTransfer.Achievements.Tests;

/// <summary>A result read from its abstract, with headings and without.</summary>
public sealed class AchievementPrefillTests(AchievementWorld world) : IClassFixture<AchievementWorld>
{
    [Fact]
    public async Task A_running_abstract_gives_title_problem_figures_rights_and_stage()
    {
        var found = await FoundAsync(
            """
            菌丝体基缓冲包装材料的低能耗成型
            针对泡沫塑料缓冲包装难以降解、回收成本高的问题，提出以秸秆为基质培养菌丝体的成型方法。材料密度≤0.12 g/cm3，压缩强度
            达到0.35 MPa以上，成型周期由14天降至5天，单件能耗为0.8~1.1 kWh。已完成中试，建成年产200吨的生产线，下一步拟产业化。
            已授权发明专利ZL 2021 1 0456789.3，另申请202210123456.7，软件著作权2022SR0123456。关键词：菌丝体；缓冲包装；秸秆利用
            """
        );
        found.Text("title").ShouldBe("菌丝体基缓冲包装材料的低能耗成型");
        found.Text("problem").ShouldBe("针对泡沫塑料缓冲包装难以降解、回收成本高的问题");
        found.Text("summary").ShouldContain("压缩强度达到0.35", Case.Sensitive, "the line had been broken by what it was copied from");
        found.Text("stage").ShouldBe("pilot");
        found.Has("trl").ShouldBeFalse("no level is written");
        found.Texts("keywords").ShouldBe(["菌丝体", "缓冲包装", "秸秆利用"]);
        var parameters = Rows(found, "parameters", "name", "value", "unit");
        parameters.ShouldContain("材料密度 ≤0.12 g/cm3");
        parameters.ShouldContain("压缩强度 ≥0.35 MPa");
        parameters.ShouldContain("单件能耗 0.8–1.1 kWh");
        Rows(found, "ip", "kind", "number", "status")
            .ShouldBe(["inventionPatent ZL202110456789.3 granted", "inventionPatent 202210123456.7", "software 2022SR0123456"]);
    }

    [Fact]
    public async Task Headings_are_found_in_files_of_English_ones_too()
    {
        var found = await FoundAsync(
            """
            Title: Low-temperature curing of bio-based floor coatings
            Abstract: A coating that cures at 60 °C without isocyanates, for wooden floors and furniture.
            Advantages: no release of solvents
            Application: furniture plants
            Maturity: TRL 7
            Keywords: floor coating, low temperature, bio-based
            """
        );
        found.Text("title").ShouldBe("Low-temperature curing of bio-based floor coatings");
        found.Text("summary").ShouldStartWith("A coating that cures");
        found.Text("advantage").ShouldBe("no release of solvents");
        found.Text("application").ShouldBe("furniture plants");
        found.GetProperty("trl").GetInt32().ShouldBe(7);
        found.Texts("keywords").ShouldBe(["floor coating", "low temperature", "bio-based"]);
    }

    [Theory]
    [InlineData("尚未中试，适合产业化推广。", null)]
    [InlineData("已在两家企业实现批量生产。", "commercial")]
    [InlineData("完成了实验室验证。", "lab")]
    [InlineData("计划明年完成中试。", null)]
    public async Task A_stage_is_taken_only_when_it_is_said_to_be_reached(string text, string? stage)
    {
        var found = await FoundAsync("秸秆板材的无醛胶合\n" + text);
        (found.Has("stage") ? found.Text("stage") : null).ShouldBe(stage);
    }

    [Fact]
    public async Task What_was_read_is_within_the_limits_of_a_draft()
    {
        var figures = string.Join('\n', Enumerable.Range(1, 80).Select(x => $"第{(char)('甲' + x)}项强度≥{x} MPa"));
        var found = await FoundAsync(
            $"成果名称：{new string('长', 400)}\n主要指标：\n{figures}\n关键词：{string.Join('；', Enumerable.Range(0, 50))}"
        );
        found.GetProperty("parameters").GetArrayLength().ShouldBe(50);
        await world.PostAsync(world.Manager, "", found, 201);
    }

    private async Task<JsonElement> FoundAsync(string text)
    {
        using var form = new MultipartFormDataContent { { new StringContent(text), "text" } };
        var answer = await world.Manager.PostAsync(world.Root + "/prefill", form, TestContext.Current.CancellationToken).BodyAsync(200);
        return answer.GetProperty("content");
    }

    private static string[] Rows(JsonElement found, string list, params string[] parts) =>
        [.. found.GetProperty(list).EnumerateArray().Select(x => string.Join(' ', parts.Where(part => x.Has(part)).Select(part => x.Text(part))))];
}
