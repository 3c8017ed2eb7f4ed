using System.Text;
using Shouldly;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

public sealed class ImportFormatTests
{
    private const string Chinese = """
        成果名称,成果简介,关键词,合作方式,所处阶段,意向价格(万元),主要指标,联系人,联系电话,编号,需要中试,有效期至
        石墨烯导热膜,"用于手机散热的导热膜，
        面内热导率高",石墨烯；导热,技术转让、合作开发,中试,30.5,热导率|≥ 1500|W/(m·K)；厚度: 20 μm,王老师,0431-1,A1,是,2027年6月30日
        䶮氏菌剂,简介,,均可,产业化,,,,,A2,否,
        """;

    [Theory]
    [InlineData("utf-8")]
    [InlineData("GB18030")]
    [InlineData("utf-16")]
    public async Task Csv_in_every_encoding_with_Chinese_headings_and_values(string encoding)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        await using var world = await ImportWorld.StartAsync();
        var code = Encoding.GetEncoding(encoding);
        var done = await ImportWorld.ImportAsync(world.University, [.. encoding == "utf-16" ? code.GetPreamble() : [], .. code.GetBytes(Chinese)]);
        done.ShouldCount("done", rows: 2, accepted: 2);
        done.GetProperty("fileName").GetString().ShouldBe("成果.csv");
        done.GetProperty("percent").GetInt32().ShouldBe(100);
        await ExpectAsync(world);
    }

    [Fact]
    public async Task Workbook()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(
            world.University,
            ImportWorld.Xlsx(
                [
                    "标题*",
                    "summary",
                    "keywords",
                    "modes",
                    "阶段",
                    "terms.min",
                    "parameters",
                    "contact.name",
                    "contact.phone",
                    "外部编号",
                    "needsPilot",
                    "validUntil",
                ],
                [
                    "石墨烯导热膜",
                    "用于手机散热的导热膜，\n面内热导率高",
                    "石墨烯, 导热",
                    "transfer; joint",
                    "pilot",
                    "305,000.00",
                    """[{"name":"热导率","value":"≥ 1500","unit":"W/(m·K)"},{"name":"厚度","value":"20 μm"}]""",
                    "王老师",
                    "0431-1",
                    "A1",
                    "yes",
                    "2027/6/30",
                ],
                ["䶮氏菌剂", "简介", "", "open", "commercial", "", "", "", "", "A2", "no", ""]
            )
        );
        done.ShouldCount("done", rows: 2, accepted: 2);
        await ExpectAsync(world);
    }

    [Fact]
    public async Task Json_lines_are_the_objects_of_the_api()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(
            world.University,
            """
            {"title":"石墨烯导热膜","summary":"用于手机散热的导热膜，\n面内热导率高","keywords":["石墨烯","导热"],"modes":["transfer","joint"],"stage":"pilot","terms":{"min":{"amount":"305000.00","currency":"CNY"}},"parameters":[{"name":"热导率","value":"≥ 1500","unit":"W/(m·K)"},{"name":"厚度","value":"20 μm"}],"contact":{"name":"王老师","phone":"0431-1"},"externalId":"A1","needsPilot":true,"validUntil":"2027-06-30"}

            {"title":"䶮氏菌剂","summary":"简介","modes":["open"],"stage":"commercial","externalId":"A2","needsPilot":false}
            """
        );
        done.ShouldCount("done", rows: 2, accepted: 2);
        await ExpectAsync(world);
    }

    [Fact]
    public async Task One_right_may_stand_in_columns_of_its_own()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(
            world.University,
            "标题,知识产权类型,专利号,负责人,不涉密,权属,完成人份额\n膜,发明专利,ZL202210752447.9,李教授,是,与完成人共有,70%\n"
        );
        done.ShouldCount("done", rows: 1, accepted: 1);
        var content = (await world.ContentsAsync()).ShouldHaveSingleItem();
        content.Ip.ShouldHaveSingleItem().ShouldBe(new IntellectualProperty("patent", null, "ZL202210752447.9", null, null, null, null, null));
        content.Leader.ShouldBe(new Leader("李教授", null));
        content.Declarations.ShouldBe(new Declarations(true, null, null));
        content.Rights.ShouldBe(new Rights("shared", 70, null));
    }

    private static async Task ExpectAsync(ImportWorld world)
    {
        var contents = await world.ContentsAsync();
        contents.Count.ShouldBe(2);
        var film = contents[0];
        film.Title.ShouldBe("石墨烯导热膜");
        film.Summary.ShouldBe("用于手机散热的导热膜，\n面内热导率高");
        film.Keywords.ShouldBe(["石墨烯", "导热"]);
        film.Modes.ShouldBe(["transfer", "joint"]);
        film.Stage.ShouldBe("pilot");
        film.Terms!.Min!.Value.Fen.ShouldBe(30_500_000);
        film.Parameters.ShouldBe([new Parameter("热导率", "≥ 1500", "W/(m·K)"), new Parameter("厚度", "20 μm", null)]);
        (film.Contact!.Name, film.Contact.Phone).ShouldBe(("王老师", "0431-1"));
        film.NeedsPilot.ShouldBe(true);
        film.ValidUntil.ShouldBe(new DateTimeOffset(2027, 6, 30, 23, 59, 59, TimeSpan.FromHours(8)));
        (film.Source, film.ExternalId, film.Region).ShouldBe(("import", "A1", "220104"));
        var bacteria = contents[1];
        (bacteria.Title, bacteria.NeedsPilot, bacteria.Contact, bacteria.Terms).ShouldBe(("䶮氏菌剂", false, null, null));
    }
}
