using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using TechTransfer.ListingLife;
using TechTransfer.TestApplication;

namespace TechTransfer.Demands.Tests;

/// <summary>What an import of demands has of its own; files, encodings, restarts and refusals in general are the other kind's tests.</summary>
public sealed class DemandImportTests(DemandWorld world) : IClassFixture<DemandWorld>
{
    private const string Chinese = """
        需求名称,需求类型,需求内容,指标要求,合作方式,紧急程度,拟投入经费下限(万元),拟投入经费上限(万元),公开经费,期望成熟度,希望的合作单位,编号
        铝板焊接气孔多,难题攻关,"焊接薄板时气孔率在 3% 以上，
        希望降到 0.5% 以下",气孔率|不高于|0.5|%；焊接速度|≥|4|m/min,委托开发；技术服务,紧急,30,50.5,是,7,北岭试验大学；东江试验公司,D1
        预算颠倒,技术难题,内容,,均可,中,80,20,否,,,D2
        指标比不出,成果引进,内容,硬度|大约|50|HRC,转让,低,,,,,,D3
        成熟度不存在,检验检测,内容,,咨询,低,,,,12,,D4
        """;

    [Fact]
    public async Task Chinese_headings_targets_amounts_and_the_rows_that_are_refused()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var file = Encoding.GetEncoding("GB18030").GetBytes(Chinese);
        var done = await ImportAsync(file);
        Counts(done).ShouldBe((4, 1, 0, 3), done.ToString());
        var refused = await world.Manager.GetStringAsync($"{world.Root}/imports/{done.GetProperty("id").GetGuid()}/result");
        refused.ShouldContain("4,budget");
        refused.ShouldContain("5,targets[0]");
        refused.ShouldContain("6,trlWanted");

        var listed = await world.Manager.GetFromJsonAsync<JsonElement>($"{world.Root}/mine");
        var id = listed.GetProperty("items").EnumerateArray().Single(x => x.GetProperty("title").GetString() == "铝板焊接气孔多").GetProperty("id");
        var demand = await world.Manager.GetFromJsonAsync<JsonElement>($"{world.Root}/{id.GetGuid()}");
        demand.GetProperty("kind").GetString().ShouldBe("problem");
        demand.GetProperty("urgency").GetString().ShouldBe("high");
        demand.GetProperty("trlWanted").GetInt32().ShouldBe(7);
        demand.GetProperty("budget").GetProperty("max").GetProperty("amount").GetString().ShouldBe("505000.00");
        demand.GetProperty("targets")[0].GetProperty("comparator").GetString().ShouldBe("<=");
        demand.GetProperty("targets")[1].GetProperty("value").GetString().ShouldBe("4");
        demand.GetProperty("modes").EnumerateArray().Select(x => x.GetString()).ShouldBe(["commission", "service"]);
        demand.GetProperty("preferredPartners").GetArrayLength().ShouldBe(2);

        // The same file again changes nothing; with another target it changes that demand.
        Counts(await ImportAsync(file)).ShouldBe((4, 0, 0, 3));
        Counts(await ImportAsync(Encoding.UTF8.GetBytes(Chinese.Replace("|4|", "|5|", StringComparison.Ordinal)))).ShouldBe((4, 0, 1, 3));
    }

    [Fact]
    public async Task Only_an_operator_publishes_what_is_imported()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Encoding.UTF8.GetBytes("title\n甲\n")), "file", "需求.csv" } };
        using var answer = await world.Manager.PostAsync($"{world.Root}/imports?publish=true", form);
        ((int)answer.StatusCode).ShouldBe(403);
    }

    private async Task<JsonElement> ImportAsync(byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "需求.csv" } };
        using var answer = await world.Manager.PostAsync($"{world.Root}/imports", form);
        ((int)answer.StatusCode).ShouldBe(202, await answer.Content.ReadAsStringAsync());
        return await TestApp.EventuallyAsync(
            () => world.Manager.GetFromJsonAsync<JsonElement>(answer.Headers.Location),
            x => x.GetProperty("state").GetString() is not ("waiting" or "running"),
            TimeSpan.FromSeconds(60)
        );
    }

    private static (int Rows, int Accepted, int Updated, int Refused) Counts(JsonElement import)
    {
        int Count(string name) => import.GetProperty(name).GetInt32();
        return (Count("rows"), Count("accepted"), Count("updated"), Count("refused"));
    }
}
