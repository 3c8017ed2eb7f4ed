using System.Text;
using System.Text.Json;
using Shouldly;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Tabular;
using Xunit;

namespace TechTransfer.Achievements.Tests.Import;

public sealed class TemplateTests
{
    [Theory]
    [InlineData("xlsx", "zh", "成果名称")]
    [InlineData("xlsx", "en", "title")]
    [InlineData("csv", "zh", "成果名称")]
    [InlineData("csv", "en", "title")]
    public async Task Downloaded_filled_and_imported_again(string format, string lang, string title)
    {
        await using var world = await ImportWorld.StartAsync();
        var template = await world.University.GetByteArrayAsync($"/api/achievements/imports/template?format={format}&lang={lang}");
        IReadOnlyList<string> header;
        List<string> sample;
        using (var table = Table.Open(new MemoryStream(template)))
        {
            header = table.Columns;
            sample = [.. table.Rows().ToList().ShouldHaveSingleItem().Cells];
        }
        header[0].ShouldBe(title);
        List<string> filled = [.. sample];
        filled[0] = "填好的一行";
        filled[header.ToList().FindIndex(x => x is "externalId" or "外部编号")] = "mine";
        var file =
            format == "xlsx"
                ? ImportWorld.Xlsx(header, sample, filled)
                : Encoding.UTF8.GetBytes(
                    string.Join('\n', new[] { header, sample, filled }.Select(x => string.Join(',', x.Select(c => $"\"{c}\""))))
                );
        (await ImportWorld.ImportAsync(world.University, file, "?submit=true")).ShouldCount("done", rows: 2, accepted: 2);
        (await world.ContentsAsync()).ShouldContain(x => x.Title == "填好的一行");
        (await ImportWorld.ImportAsync(world.University, template, "?dryRun=true")).ShouldCount("done", rows: 1, unchanged: 1);
    }

    [Fact]
    public async Task Formats_and_languages_there_are_not()
    {
        await using var world = await ImportWorld.StartAsync();
        await (await world.University.GetAsync("/api/achievements/imports/template?format=ods")).BodyAsync(422);
        await (await world.University.GetAsync("/api/achievements/imports/template?lang=fr")).BodyAsync(422);
    }

    [Fact]
    public void Every_field_of_the_api_has_a_Chinese_heading_and_every_heading_a_field()
    {
        var words = ImportWords.Read(typeof(AchievementContent).Assembly);
        var headings = words.Headings.Keys.Concat(words.OtherHeadings.Keys).ToList();
        var fields = typeof(AchievementContent)
            .GetProperties()
            // What was only guessed is known of a form, not of a table.
            .Where(x => x.Name is not ("EqualityContract" or nameof(AchievementContent.Guessed)))
            .Select(x => JsonNamingPolicy.CamelCase.ConvertName(x.Name));
        fields.Where(x => !headings.Exists(h => h == x || h.StartsWith(x + ".", StringComparison.Ordinal))).ShouldBeEmpty();
        Should.NotThrow(() => new ImportColumns<AchievementContent>(words));
    }
}
