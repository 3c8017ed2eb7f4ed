using System.Text.RegularExpressions;

namespace TechTransfer.Listings.Import.Columns;

/// <summary>All columns a file of this kind may have, found by the API's name or a Chinese heading.</summary>
public sealed partial class ImportColumns<TContent>
    where TContent : ListingContent
{
    private readonly Dictionary<string, Column> _byHeading = new(StringComparer.Ordinal);

    public ImportColumns(ImportWords words)
    {
        Words = words;
        foreach (var (name, shape) in CellShape.Of(typeof(TContent), words))
        {
            Add(new Column(name, name, null, false, shape));
            foreach (var (part, inner) in shape.Members)
                Add(new Column($"{name}.{part}", name, part, shape.IsList, inner));
        }

        foreach (var name in words.Headings.Keys.Concat(words.OtherHeadings.Keys))
            if (!_byHeading.ContainsKey(ImportWords.Normal(name)))
                throw new InvalidOperationException($"There is no column {name}.");

        void Add(Column column)
        {
            _byHeading[ImportWords.Normal(column.Name)] = column;
            foreach (var heading in words.Headings.GetValueOrDefault(column.Name) ?? words.OtherHeadings.GetValueOrDefault(column.Name) ?? [])
                if (!_byHeading.TryAdd(ImportWords.Normal(heading), column))
                    throw new InvalidOperationException($"Two columns are headed {heading}.");
        }
    }

    public ImportWords Words { get; }

    /// <summary>The columns of a header, in its order.</summary>
    /// <exception cref="ImportException">Some are not known, or one is there twice, or the title is missing.</exception>
    internal IReadOnlyList<PlacedColumn> Place(IReadOnlyList<string> header)
    {
        var placed = header.Select((heading, index) => (heading, Column: Find(heading, index))).ToList();
        if (placed.Where(x => x.Column is null).Select(x => x.heading).ToList() is { Count: > 0 } unknown)
            throw new ImportException(
                "unknownColumns",
                $"These columns are not known: {string.Join(", ", unknown.Take(20))}. The template names all that are."
            );
        var columns = placed.ConvertAll(x => x.Column!);
        if (columns.GroupBy(x => x.Column.Name).FirstOrDefault(x => x.Skip(1).Any()) is { } twice)
            throw new ImportException(
                "duplicateColumn",
                $"Several columns hold '{twice.Key}': {string.Join(", ", twice.Select(x => header[x.Index]))}."
            );
        if (
            columns.GroupBy(x => x.Column.Field).FirstOrDefault(x => x.Any(c => c.Column.Part is null) && x.Any(c => c.Column.Part is not null)) is
            { } mixed
        )
            throw new ImportException(
                "duplicateColumn",
                $"'{mixed.Key}' stands as a whole and in parts: {string.Join(", ", mixed.Select(x => header[x.Index]))}."
            );
        if (!columns.Exists(x => x.Column.Name == "title"))
            throw new ImportException("missingColumn", "The column 'title' is missing.");
        return columns;
    }

    private PlacedColumn? Find(string heading, int index)
    {
        var normal = ImportWords.Normal(heading).TrimEnd('*');
        if (_byHeading.TryGetValue(normal, out var column))
            return new PlacedColumn(index, column, 1);
        // "预算下限(万元)": what stands in brackets is a remark, or the unit of all amounts below.
        var remark = Remark().Match(normal);
        return remark.Success && _byHeading.TryGetValue(normal[..remark.Index].TrimEnd('*'), out column)
            ? new PlacedColumn(index, column, remark.Value.Contains('万') ? 10_000 : 1)
            : null;
    }

    /// <param name="Name">As the API names it, "contact.phone".</param>
    internal sealed record Column(string Name, string Field, string? Part, bool IsPartOfList, CellShape Shape);

    /// <param name="Unit">What amounts of money are multiplied by.</param>
    internal sealed record PlacedColumn(int Index, Column Column, decimal Unit);

    [GeneratedRegex(@"\([^()]*\)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Remark();
}

/// <summary>The whole import cannot go on; the message is for him who started it.</summary>
internal sealed class ImportException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
