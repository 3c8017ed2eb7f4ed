using System.Text.RegularExpressions;
using Shouldly;
using TechTransfer.Gateway.Web;
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
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "TechTransfer.sln")))
            root = root.Parent.ShouldNotBeNull();
        var missing =
            from file in Directory.EnumerateFiles(Path.Combine(root.FullName, "gateway", "Web"), "*.*", SearchOption.AllDirectories)
            where file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
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
}
