using System.Reflection;
using System.Text;
using System.Text.Json;

namespace TechTransfer.Listings.Import.Columns;

/// <summary>
/// How people name the columns and values of one kind of listing, read from its file import-words.json: column → Chinese headings (the first one goes
/// into the template), column → word → value of the API, order of the parts of lists in one cell, and the template's sample row.
/// </summary>
public sealed class ImportWords
{
    private readonly Dictionary<string, Dictionary<string, string>> _values;

    private ImportWords(WordsFile file)
    {
        Headings = file.Headings;
        OtherHeadings = file.OtherHeadings;
        Parts = file.Parts;
        CommaSeparated = file.CommaSeparated.ToHashSet(StringComparer.Ordinal);
        Sample = file.Sample;
        Notes = file.Notes;
        _values = file.Values.ToDictionary(
            x => x.Key,
            x => x.Value.ToDictionary(v => Normal(v.Key), v => v.Value, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
    }

    /// <summary>Column, as the API names it ("contact.phone"), to its Chinese headings; in the order of the template.</summary>
    public IReadOnlyDictionary<string, string[]> Headings { get; }

    /// <summary>The same for columns that are understood but not in the template, because others there hold the same.</summary>
    public IReadOnlyDictionary<string, string[]> OtherHeadings { get; }

    /// <summary>Order of the parts of an entry ("name|value|unit") where it is not that of the API.</summary>
    public IReadOnlyDictionary<string, string[]> Parts { get; }

    /// <summary>Lists whose entries never hold a comma, so that it separates them.</summary>
    public IReadOnlySet<string> CommaSeparated { get; }

    /// <summary>Column to Chinese and English sample.</summary>
    public IReadOnlyDictionary<string, string[]> Sample { get; }

    /// <summary>Column to what is to be written in it, Chinese and English.</summary>
    public IReadOnlyDictionary<string, string[]> Notes { get; }

    /// <summary>The value of the API for what people write; the text itself when nobody gave it a meaning.</summary>
    public string Value(string column, string text) =>
        _values.TryGetValue(column, out var words) && words.TryGetValue(Normal(text), out var value) ? value : text;

    /// <param name="assembly">Has the file embedded under this name.</param>
    public static ImportWords Read(Assembly assembly)
    {
        using var stream = assembly.GetManifestResourceStream("import-words.json")!;
        return new ImportWords(JsonSerializer.Deserialize<WordsFile>(stream, JsonSerializerOptions.Web)!);
    }

    /// <summary>Full-width forms, case and white space make no difference.</summary>
    internal static string Normal(string text) =>
        string.Concat(text.Normalize(NormalizationForm.FormKC).Where(x => !char.IsWhiteSpace(x))).ToLowerInvariant();

    private sealed record WordsFile(
        Dictionary<string, string[]> Headings,
        Dictionary<string, string[]> OtherHeadings,
        Dictionary<string, Dictionary<string, string>> Values,
        Dictionary<string, string[]> Parts,
        string[] CommaSeparated,
        Dictionary<string, string[]> Sample,
        Dictionary<string, string[]> Notes
    );
}
