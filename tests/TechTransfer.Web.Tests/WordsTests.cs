using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Shouldly;
using TechTransfer.Gateway.Web;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Writing;
using TechTransfer.Theme;
using Xunit;

namespace TechTransfer.Web.Tests;

/// <summary>Nobody sees a key instead of a word.</summary>
public sealed class WordsTests
{
    private static readonly Dictionary Dictionary = new([new WordsIn(typeof(WebModule).Assembly)]);

    [Fact]
    public void Every_word_that_a_page_names_exists()
    {
        var missing =
            from file in Sources(Path.Combine("gateway", "Web"))
            from match in Regex.Matches(
                File.ReadAllText(file),
                """(?:\bT|\bwords)\["(?<key>[a-zA-Z][\w.]*\w)"[\],]""",
                RegexOptions.None,
                TimeSpan.FromSeconds(5)
            )
            let key = match.Groups["key"].Value
            where Dictionary.Find(key, Language.Chinese) is null
            select $"{key} in {Path.GetFileName(file)}";
        missing.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public void Every_field_of_the_forms_has_its_words()
    {
        var keys = new List<string>();
        foreach (var kind in ListingKind.Both)
        {
            keys.AddRange(FormLayout.Of(kind).Select(x => "part." + x.Name));
            keys.AddRange(Coach.Look(kind, new Typed()).SelectMany(x => new[] { $"coach.{kind.Code}.{x.Name}", $"coach.short.{x.Name}" }));
            foreach (var field in FormLayout.FieldsOf(kind))
            {
                keys.Add(field.WordKey);
                keys.Add("field." + field.Path.Split('.')[0]);
                if (field.HasHint)
                    keys.Add(field.WordKey + ".hint");
                keys.AddRange(field.Columns.Select(x => $"{field.WordKey}.{x.Path}"));
                foreach (var choice in field.Columns.Append(field))
                    keys.AddRange(choice.Values.Select(x => $"{choice.Words}.{x}"));
            }
        }
        keys.Distinct().Where(x => Dictionary.Find(x, Language.English) is null).ShouldBeEmpty();
    }

    [Fact]
    public void Every_sentence_that_the_API_refuses_with_has_its_words_and_no_other()
    {
        var said =
            from file in new[] { "services", "infra", "gateway" }.SelectMany(Sources)
            from call in Regex.Matches(
                File.ReadAllText(file),
                """(?:\b(?:Conflict|Forbidden|Unavailable|TooOften|Ended(?=\(")|Of(?=\(\s*\d{3},))|=> (?=\(\s*\d{3},))\((?<said>.*?);\r?\n""",
                RegexOptions.Singleline,
                TimeSpan.FromSeconds(5)
            )
            from text in Regex.Matches(call.Groups["said"].Value, @"""(?<text>[A-Z{][^""]* [^""]*)""", RegexOptions.None, TimeSpan.FromSeconds(5))
            select "says." + Template(text.Groups["text"].Value);
        var known = Dictionary.Entries.Select(x => x.Key).Where(x => x.StartsWith("says.", StringComparison.Ordinal));
        known.ShouldBe(said.Distinct(), ignoreOrder: true);

        static string Template(string interpolated)
        {
            var holes = 0;
            return Regex.Replace(interpolated, @"\{[^}]*\}", _ => $"{{{holes++}}}", RegexOptions.None, TimeSpan.FromSeconds(5));
        }
    }

    [Theory]
    [InlineData("This pair is already being introduced.", "这一对成果和需求已经在对接中。")]
    [InlineData("2 imports of your organisation are not finished; at most 3 may be.", "贵单位有2批导入还没有完成，最多同时3批。")]
    [InlineData("A sentence of a newer API.", "A sentence of a newer API.")]
    public void What_the_API_refuses_with_is_said_in_the_language_of_the_page(string said, string shown) =>
        new ApiSentences(Dictionary).Say(new Words(Dictionary, new HttpContextAccessor()), said).ShouldBe(shown);

    private static IEnumerable<string> Sources(string folder)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "TechTransfer.sln")))
            root = root.Parent.ShouldNotBeNull();
        return Directory
            .EnumerateFiles(Path.Combine(root.FullName, folder), "*.*", SearchOption.AllDirectories)
            .Where(x => x.EndsWith(".razor", StringComparison.Ordinal) || x.EndsWith(".cs", StringComparison.Ordinal))
            .Where(x => !x.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
    }
}
