using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Shouldly;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

public sealed class ImportRefusalTests
{
    [Fact]
    public async Task Each_refused_row_is_told_with_line_field_and_reason()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(
            world.University,
            $"""
            title,trl,organisation,region,terms.min,summary
            好的一行,6,,,,
            ,6,,,,
            数字不对,很高,,,贵,
            "超出
            范围",12,,,,
            别的单位,,{ImportWorld.OtherName},,,
            没有的单位,,没有这家大学,,,
            没有的地方,,,999999,,
            =1+1,,,=cmd|x,,
            太多,,,,,,多出来的
            自己的单位,,{ImportWorld.UniversityName},,,
            """
        );
        done.ShouldCount("done", rows: 10, accepted: 2, refused: 8);
        (await ImportWorld.RefusedAsync(world.University, done))
            .Select(x => string.Join(',', x.Split(',')[..3]))
            .ShouldBe([
                "3,title,required",
                "4,trl,format",
                "4,terms.min,format",
                "5,trl,outOfRange",
                "7,organisation,forbidden",
                "8,organisation,unknown",
                "9,region,unknownValue",
                "10,region,unknownValue",
                "11,,unreadable",
            ]);
        (await world.ContentsAsync()).Select(x => x.Title).ShouldBe(["好的一行", "自己的单位"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_a_refused_row_says_never_becomes_a_formula()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(
            world.University,
            """
            {"title":"x","=HYPERLINK(\"http://x\")":1}
            {"title":"y","trl":"six"}
            {"title":"z","terms":{"kind":"fixed","surprise":1}}
            not json
            [1]
            {"title":"twice","title":"twice"}
            {"title":"good"}
            """
        );
        done.ShouldCount("done", rows: 7, accepted: 1, refused: 6);
        var lines = await ImportWorld.RefusedAsync(world.University, done);
        lines[0].ShouldStartWith("1,\"'");
        lines[0].ShouldContain(",unknownField,");
        lines[1].ShouldStartWith("2,trl,format,");
        lines[2].ShouldStartWith("3,terms.surprise,unknownField,");
        lines[3..].ShouldAllBe(x => x.Contains(",,unreadable,"));
    }

    /// <summary>PostgreSQL keeps no U+0000; both ways in name the field it stands in, on every store.</summary>
    [Fact]
    public async Task The_null_character_is_refused_where_it_stands()
    {
        await using var world = await ImportWorld.StartAsync();
        using var body = new StringContent(
            """{"title":"x","parameters":[{"name":"a\u0000b","value":"1"}]}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        var problem = await (await world.University.PostAsync("/api/achievements", body)).BodyAsync(400);
        problem.GetProperty("errors").GetProperty("parameters[0].name")[0].GetString()!.ShouldContain("U+0000");
        var done = await ImportWorld.ImportAsync(
            world.University,
            """
            {"title":"a\u0000b"}
            {"title":"good"}
            """
        );
        done.ShouldCount("done", rows: 2, accepted: 1, refused: 1);
        (await ImportWorld.RefusedAsync(world.University, done))[0].ShouldStartWith("1,title,format,");
    }

    [Theory]
    [InlineData("title,colour,weight\nx,red,1\n", "unknownColumns", "colour, weight")]
    [InlineData("summary\nx\n", "missingColumn", "title")]
    [InlineData("title,标题\nx,y\n", "duplicateColumn", "title")]
    [InlineData("title,contact,联系人\nx,y,z\n", "duplicateColumn", "contact")]
    [InlineData("title\n1\n2\n3\n4\n", "tooManyRows", "3")]
    [InlineData("PK\u0003\u0004 but no workbook", "broken", "broken")]
    public async Task A_file_that_cannot_be_read_fails_with_a_reason(string text, string code, string names)
    {
        await using var world = await ImportWorld.StartAsync("Imports:MaxRows=3");
        var failed = await ImportWorld.ImportAsync(world.University, text);
        failed.GetProperty("state").GetString().ShouldBe("failed");
        failed.GetProperty("problem").GetProperty("code").GetString().ShouldBe(code);
        failed.GetProperty("problem").GetProperty("detail").GetString()!.ShouldContain(names);
        failed.TryGetProperty("finishedAt", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_is_no_table_or_too_large_is_refused_at_once_and_leaves_nothing()
    {
        await using var world = await ImportWorld.StartAsync("Imports:MaxFileBytes=1048576");
        foreach (var wrong in new byte[][] { [], "%PDF-1.7"u8.ToArray(), [0, 1, 2], [0xD0, 0xCF, 0x11, 0xE0, 1], "[{}]"u8.ToArray() })
            (await (await ImportWorld.SendAsync(world.University, wrong)).BodyAsync(422))
                .GetProperty("errors")
                .TryGetProperty("file", out _)
                .ShouldBeTrue();
        foreach (var size in new[] { 1024 * 1024 + 1, 3 * 1024 * 1024 })
        {
            var tooLarge = await (
                await ImportWorld.SendAsync(world.University, [.. "title\n"u8, .. new byte[size].Select(_ => (byte)'x')])
            ).BodyAsync(413);
            (tooLarge.GetProperty("field").GetString(), tooLarge.GetProperty("limit").GetInt64()).ShouldBe(("file", 1024 * 1024));
        }
        await (await world.University.PostAsJsonAsync("/api/achievements/imports", new { })).BodyAsync(415);
        var form = new MultipartFormDataContent { { new StringContent("x"), "other" } };
        (await (await world.University.PostAsync("/api/achievements/imports", form)).BodyAsync(422))
            .GetProperty("errors")
            .TryGetProperty("file", out _)
            .ShouldBeTrue();
        await (await ImportWorld.SendAsync(world.University, ImportWorld.Rows(1), "?source=" + new string('s', 101))).BodyAsync(422);
        (await world.University.GetFromJsonAsync<JsonElement>("/api/achievements/imports")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await world.StoreAsync(async db => await Task.FromResult(db.Imports.Count() + db.ImportChunks.Count()))).ShouldBe(0);
    }

    [Fact]
    public async Task Nobody_else_knows_of_an_import()
    {
        await using var world = await ImportWorld.StartAsync();
        var done = await ImportWorld.ImportAsync(world.University, ImportWorld.Rows(3));
        var path = $"/api/achievements/imports/{done.GetProperty("id").GetGuid()}";
        foreach (var foreigner in new[] { world.Other, world.Operator, world.App.As(Guid.CreateVersion7(), "220000", "administrator") })
        {
            await (await foreigner.GetAsync(path)).BodyAsync(404);
            (await foreigner.GetAsync(path + "/result")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
            (await foreigner.GetFromJsonAsync<JsonElement>("/api/achievements/imports")).GetProperty("items").GetArrayLength().ShouldBe(0);
        }
        await (await world.Other.PostAsJsonAsync(path + "/cancel", new { })).BodyAsync(404);
        await (await world.University.GetAsync("/api/achievements/imports/" + Guid.CreateVersion7())).BodyAsync(404);

        var visitor = world.App.Visitor();
        await (await ImportWorld.SendAsync(visitor, ImportWorld.Rows(1))).BodyAsync(401);
        foreach (var one in new[] { path, path + "/result", "/api/achievements/imports", "/api/achievements/imports/template" })
            await (await visitor.GetAsync(one)).BodyAsync(401);
        await (await visitor.PostAsJsonAsync(path + "/cancel", new { })).BodyAsync(401);

        var registrar = world.App.As(world.UniversityId, "220104", "registrar");
        await (await ImportWorld.SendAsync(registrar, ImportWorld.Rows(1))).BodyAsync(403);
        await (await registrar.PostAsJsonAsync(path + "/cancel", new { })).BodyAsync(403);
        await (await ImportWorld.SendAsync(world.University, ImportWorld.Rows(1), "?publish=true")).BodyAsync(403);
    }
}
