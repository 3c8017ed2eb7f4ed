using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Watching;

/// <summary>What the dashboard shows and the alarms watch is what a running process tells; a renamed figure would leave an empty panel and a silent alarm.</summary>
public sealed partial class FiguresTest(Town town)
{
    private static string Folder => Path.Combine(StandaloneProgram.Repository, "infra/deploy/grafana");

    [Fact]
    public async Task Every_figure_of_the_dashboard_and_the_alarms_is_told()
    {
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "techtransfer.json")));
        var alarms = await File.ReadAllTextAsync(Path.Combine(Folder, "alarms.yml"));
        List<string> expressions = [.. Expressions(dashboard.RootElement), .. Expr().Matches(alarms).Select(x => x.Groups[1].Value)];
        expressions.Count.ShouldBeGreaterThan(25);
        var labels = expressions.SelectMany(x => GroupedBy().Matches(x)).SelectMany(x => x.Groups[1].Value.Split(", "));
        var selected = expressions.SelectMany(x => Selector().Matches(x).Select(y => y.Groups[1].Value));
        var figures = expressions.SelectMany(x => Figure().Matches(Selector().Replace(GroupedBy().Replace(x, ""), "")).Select(y => y.Value));
        // Given by the scraper, and by the form of a histogram.
        List<string> told = [.. figures.Distinct(), .. labels.Concat(selected).Except(["job", "le"]).Select(x => x + "=\"")];
        told.Count.ShouldBeGreaterThan(14);

        await town.PublishedAsync("achievements", Town.Content("achievements", "figures"));
        // A part that is away is told too.
        (await town.Visitor.GetAsync("/api/achievements/" + Guid.CreateVersion7())).Dispose();
        await TestApp.EventuallyAsync(
            async () =>
            {
                var metrics = await town.Visitor.GetStringAsync("/metrics");
                return string.Join(", ", told.Where(x => !metrics.Contains(x, StringComparison.Ordinal)));
            },
            missing => missing.Length == 0,
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(500)
        );
    }

    private static IEnumerable<string> Expressions(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => json.EnumerateArray().SelectMany(Expressions),
            JsonValueKind.Object => json.EnumerateObject().SelectMany(x => x.NameEquals("expr") ? [x.Value.GetString()!] : Expressions(x.Value)),
            _ => [],
        };

    /// <summary>An expression on its line, or folded over the deeper ones that follow.</summary>
    [GeneratedRegex(@"^ +expr: ((?:>-\n(?: {10}.*\n)+)|.*)", RegexOptions.Multiline, 1000)]
    private static partial Regex Expr();

    [GeneratedRegex(@"\b(techtransfer|http)_[a-z_]+\b", RegexOptions.None, 1000)]
    private static partial Regex Figure();

    [GeneratedRegex(@"by \(([^)]*)\)", RegexOptions.None, 1000)]
    private static partial Regex GroupedBy();

    [GeneratedRegex(@"\{([a-z_]+)=[^}]*\}", RegexOptions.None, 1000)]
    private static partial Regex Selector();
}
