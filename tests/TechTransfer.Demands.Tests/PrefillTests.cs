using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.ListingLife;

namespace TechTransfer.Demands.Tests;

/// <summary>A need read from what a firm has lying about: a pasted text, a PDF, a DOCX, an old text file; and everything that is none of these.</summary>
public sealed class DemandPrefillTests(DemandWorld world) : IClassFixture<DemandWorld>
{
    private static readonly string[] Need =
    [
        "薄壁铝壳体高速铣削的颤振抑制",
        "需求背景：公司为客车空调供应薄壁铝壳体，壁厚1.2 mm，精铣时工件颤振，废品多。",
        "需求内容：需要一套能在线识别颤振并调整主轴转速的方法，不更换现有五轴机床，",
        "改造停机时间不超过3天。",
        "技术指标：",
        "1. 表面粗糙度Ra≤0.8 μm",
        "2. 单件加工时间降低到6分钟以下；主轴转速12000~18000 r/min",
        "3. 合格率达到98.5%以上",
        "试过的办法：换过两种减振刀柄，振纹仍在。",
        "技术成熟度：TRL 6",
        "所属行业：C3352",
        "关键词：高速铣削；颤振；薄壁件",
        "联系人：高工 0431-00000000",
    ];

    [Theory]
    [InlineData("text")]
    [InlineData("pdf")]
    [InlineData("docx")]
    [InlineData("gb18030")]
    public async Task A_need_is_split_into_its_fields(string form)
    {
        var text = string.Join('\n', Need);
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var answer = form switch
        {
            "text" => await PrefillAsync(text, null),
            "pdf" => await PrefillAsync(null, Paper.Pdf([.. Need.Select(AsPrinted)])),
            "docx" => await PrefillAsync(null, Paper.Docx(Need)),
            _ => await PrefillAsync(null, Encoding.GetEncoding("GB18030").GetBytes(text)),
        };
        var found = answer.GetProperty("content");
        found.Text("title").ShouldBe("薄壁铝壳体高速铣削的颤振抑制");
        found.Text("background").ShouldStartWith("公司为客车空调供应");
        found.Text("content").ShouldStartWith("需要一套能在线识别颤振");
        found.Text("content").ShouldEndWith("不超过3天。");
        found.Text("tried").ShouldBe("换过两种减振刀柄，振纹仍在。");
        found.GetProperty("trlWanted").GetInt32().ShouldBe(6);
        found.Text("industry").ShouldBe("C3352");
        found.Texts("keywords").ShouldBe(["高速铣削", "颤振", "薄壁件"]);
        var targets = found.GetProperty("targets").EnumerateArray().Select(Target).ToList();
        targets.ShouldContain("表面粗糙度Ra <= 0.8 μm");
        targets.ShouldContain("单件加工时间 <= 6 分钟");
        targets.ShouldContain("主轴转速 range 12000–18000 r/min");
        targets.ShouldContain("合格率 >= 98.5 %");
        targets.ShouldContain("改造停机时间 <= 3 天");
        answer
            .Texts("guessed")
            .ShouldBe(["title", "background", "content", "targets", "tried", "trlWanted", "industry", "keywords"], ignoreOrder: true);
        answer.ToString().ShouldNotContain("0431-00000000", Case.Sensitive, "whom to reach is sealed and not guessed");
    }

    [Fact]
    public async Task What_is_only_guessed_is_confirmed_before_submission()
    {
        var content = world.Complete("颤振抑制");
        content["guessed"] = new JsonArray("title", "content");
        var id = await world.DraftAsync(content: content);
        (await world.GetAsync(world.Manager, $"/{id}")).Texts("guessed").ShouldBe(["title", "content"]);
        (await world.DoAsync(world.Manager, id, "submit", 422)).Fields().ShouldBe(["title", "content"], ignoreOrder: true);

        content.Remove("guessed");
        await world.PutAsync(world.Manager, id, content, 1);
        await world.DoAsync(world.Manager, id, "submit");
        var versions = await world.GetAsync(world.Manager, $"/{id}/versions");
        versions.ToString().ShouldNotContain("guessed", Case.Sensitive);
    }

    public static TheoryData<string, string> Unreadable =>
        new()
        {
            { "pages", "10000 pages; at most 100" },
            { "password", "password" },
            { "scan", "may be a scan" },
            { "bomb", "unpacks to more than" },
            { "brokenPdf", "The PDF is broken" },
            { "picture", "picture" },
            { "docxBomb", "unpacks to more than" },
            { "brokenDocx", "The DOCX is broken" },
            { "xlsx", "is a table" },
            { "zip", "neither PDF, DOCX" },
            { "oldDoc", "old .doc" },
            { "noise", "neither PDF, DOCX" },
            { "empty", "empty" },
            { "nested", "The PDF is broken" },
            { "nestedContent", "" },
            { "nestedDictionaries", "The PDF is broken" },
            { "pageTreeLoop", "" },
            { "formLoop", "" },
            { "wideRows", "" },
            { "nestedDocx", "" },
        };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task What_cannot_be_read_is_told_by_its_field(string what, string why)
    {
        var begun = DateTime.UtcNow;
        var problem = await PrefillAsync(null, Bad(what), 422);
        problem.Fields().ShouldBe(["file"]);
        problem.GetProperty("errors").GetProperty("file")[0].GetString()!.ShouldContain(why);
        (DateTime.UtcNow - begun).ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Too_much_nothing_at_all_and_another_form()
    {
        (await PrefillAsync(null, new byte[10 * 1024 * 1024 + 1], 413)).Text("field").ShouldBe("file");
        (await PrefillAsync(new string('长', 100_001), null, 422)).Fields().ShouldBe(["text"]);
        (await PrefillAsync("  \n ", null, 422)).Fields().ShouldBe(["text"]);
        await world.PostAsync(world.Manager, "/prefill", new { text = "json" }, 415);
        await PrefillAsync("铣削颤振", null, 401, world.Visitor);
    }

    [Fact]
    public async Task A_text_longer_than_its_field_is_cut_and_says_so()
    {
        var answer = await PrefillAsync("需求名称：很长的需求\n需求内容：" + string.Concat(Enumerable.Repeat("铣削时工件颤振。", 1000)), null);
        answer.GetProperty("cut").GetBoolean().ShouldBeTrue();
        answer.GetProperty("content").Text("content").Length.ShouldBe(5000);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("docx")]
    public async Task Of_a_file_as_long_as_a_book_the_beginning_is_read(string form)
    {
        var line = "高速铣削薄壁件时颤振，为了解决刀具磨损快，转速降到3000 r/min，由12天降至5天";
        string[] book = ["需求名称：薄壁件铣削的颤振抑制", "关键词：颤振；铣削", .. Enumerable.Repeat(line, 60_000)];
        var begun = DateTime.UtcNow;
        var answer = await PrefillAsync(null, form == "docx" ? Paper.Docx(book) : Encoding.UTF8.GetBytes(string.Join('\n', book)));
        answer.GetProperty("cut").GetBoolean().ShouldBeTrue();
        answer.GetProperty("content").Text("title").ShouldBe("薄壁件铣削的颤振抑制");
        (DateTime.UtcNow - begun).ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    /// <summary>Browsers print some characters as the radicals that look like them.</summary>
    private static string AsPrinted(string line) => line.Replace('高', '\u2FBC');

    private static byte[] Bad(string what) =>
        what switch
        {
            "pages" => Paper.Pdf(["页"], pages: 10_000),
            "password" => Paper.LockedPdf(),
            "scan" => Paper.Pdf([]),
            "bomb" => Paper.PdfBomb(300 << 20),
            "brokenPdf" => Encoding.ASCII.GetBytes("%PDF-1.7\n1 0 obj << /Type /Catalog"),
            "picture" => [0x89, .. "PNG\r\n\u001a\n"u8, .. new byte[100]],
            "docxBomb" => Paper.Zip("word/document.xml", x => x.Write("<p>" + new string(' ', 100 << 20) + "</p>")),
            "brokenDocx" => Paper.Docx("一行文字")[..60],
            "xlsx" => Paper.Zip("xl/workbook.xml", x => x.Write("<workbook/>")),
            "zip" => Paper.Zip("readme.md", x => x.Write("x")),
            "oldDoc" => [0xD0, 0xCF, 0x11, 0xE0, .. new byte[100]],
            "nested" => Paper.Pdf([], trailer: "/Deep " + new string('[', 1_000_000)),
            "nestedDictionaries" => Paper.Pdf([], trailer: string.Concat(Enumerable.Repeat("/D <<", 1_000_000))),
            "nestedContent" => Paper.Pdf([], content: new string('[', 1_000_000)),
            "pageTreeLoop" => Paper.Pdf([], pages: 1, kid: "2 0 R"),
            "formLoop" => Paper.Pdf([], form: "/X1 Do"),
            "wideRows" => Paper.Pdf(
                [],
                packed: Paper.Packed(new byte[1000]),
                parameters: "/DecodeParms << /Predictor 12 /Colors 4 /BitsPerComponent 16 /Columns 2000000000 >>"
            ),
            "nestedDocx" => Paper.Zip("word/document.xml", x => x.Write(string.Concat(Enumerable.Repeat("<a>", 1_000_000)))),
            "noise" => [1, 2, 3, 0, 0xFF, 0xFE, 0x80],
            _ => [],
        };

    private async Task<JsonElement> PrefillAsync(string? text, byte[]? file, int status = 200, HttpClient? who = null)
    {
        using var form = new MultipartFormDataContent();
        if (text is not null)
            form.Add(new StringContent(text), "text");
        if (file is not null)
            form.Add(new ByteArrayContent(file), "file", "需求.pdf");
        return await (who ?? world.Manager).PostAsync(world.Root + "/prefill", form, TestContext.Current.CancellationToken).BodyAsync(status);
    }

    private static string Target(JsonElement target) =>
        $"{target.Text("name")} {target.Text("comparator")} "
        + (target.Has("value") ? target.Text("value") : $"{target.Text("min")}–{target.Text("max")}")
        + (target.Has("unit") ? " " + target.Text("unit") : "");
}
