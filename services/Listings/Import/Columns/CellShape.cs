using System.Reflection;
using System.Text.Json;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Import.Columns;

/// <summary>What a column holds, told from the type of the field it fills: a value, a list, an entry of several parts, or a list of such entries.</summary>
internal sealed class CellShape
{
    private static readonly char[] EntrySeparators = ['\n', '\r', ';', '；'];
    private static readonly char[] ListSeparators = ['\n', '\r', ';', '；', '、', '，'];
    private static readonly char[] CommaListSeparators = [.. ListSeparators, ','];
    private static readonly char[] PartSeparators = ['|', '｜'];
    private readonly string _column;
    private readonly Type _type;
    private readonly ImportWords _words;

    private CellShape(string column, Type type, ImportWords words)
    {
        (_column, _words) = (column, words);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            (IsList, type) = (true, type.GetGenericArguments()[0]);
        _type = type;
        Members = IsEntry(type)
            ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(x => x.Name != "EqualityContract")
                .Select(x => (Name: JsonNamingPolicy.CamelCase.ConvertName(x.Name), x.PropertyType))
                .ToDictionary(x => x.Name, x => new CellShape($"{column}.{x.Name}", x.PropertyType, words), StringComparer.Ordinal)
            : [];
    }

    public bool IsList { get; }

    /// <summary>Parts of an entry; empty for values. Each can be a column of its own: "contact.phone".</summary>
    public IReadOnlyDictionary<string, CellShape> Members { get; }

    public bool IsMoney => _type == typeof(Money);

    /// <summary>The columns that a kind of content has, by the API's names.</summary>
    public static IReadOnlyDictionary<string, CellShape> Of(Type content, ImportWords words) =>
        content
            .GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(x => x.Name != "EqualityContract")
            .Select(x => (Name: JsonNamingPolicy.CamelCase.ConvertName(x.Name), x.PropertyType))
            .ToDictionary(x => x.Name, x => new CellShape(x.Name, x.PropertyType, words), StringComparer.Ordinal);

    /// <summary>Writes the cell as the JSON of its field.</summary>
    /// <param name="unit">What amounts of money are multiplied by.</param>
    /// <exception cref="CellException">It cannot be read as that.</exception>
    public void Write(Utf8JsonWriter json, string text, decimal unit)
    {
        if ((IsList || Members.Count > 0) && CellValues.IsJson(text))
            CellValues.WriteJson(json, text);
        else if (!IsList)
            WriteOne(json, text.Trim(), unit);
        else
        {
            json.WriteStartArray();
            foreach (var entry in text.Split(Separators, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                WriteOne(json, entry, unit);
            json.WriteEndArray();
        }
    }

    private char[] Separators =>
        Members.Count > 0 ? EntrySeparators
        : _words.CommaSeparated.Contains(_column) ? CommaListSeparators
        : ListSeparators;

    private void WriteOne(Utf8JsonWriter json, string text, decimal unit)
    {
        if (Members.Count > 0)
            WriteEntry(json, text, unit);
        else if (_type == typeof(string))
            json.WriteStringValue(_words.Value(_column, text));
        else if (_type == typeof(int))
            CellValues.WriteInteger(json, text);
        else if (_type == typeof(decimal))
            CellValues.WriteDecimal(json, text);
        else if (_type == typeof(bool))
            CellValues.WriteBoolean(json, text);
        else if (_type == typeof(Money))
            CellValues.WriteMoney(json, text, unit);
        else
            CellValues.WriteDate(json, text);
    }

    /// <summary>"name|value|unit"; "name: value" is read as the first two parts.</summary>
    private void WriteEntry(Utf8JsonWriter json, string text, decimal unit)
    {
        var order = _words.Parts.GetValueOrDefault(_column) ?? [.. Members.Keys];
        var parts = text.Split(PartSeparators, StringSplitOptions.TrimEntries);
        if (parts.Length == 1 && text.IndexOfAny([':', '：']) is > 0 and var colon)
            parts = [text[..colon].Trim(), text[(colon + 1)..].Trim()];
        if (parts.Length > order.Length)
            throw new CellException("tooManyParts", $"An entry has at most {order.Length} parts: {string.Join('|', order)}.");
        json.WriteStartObject();
        foreach (var (name, part) in order.Zip(parts).Where(x => x.Second.Length > 0))
        {
            json.WritePropertyName(name);
            Members[name].Write(json, part, unit);
        }
        json.WriteEndObject();
    }

    private static bool IsEntry(Type type) => type.IsClass && type != typeof(string);
}
