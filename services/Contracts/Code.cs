using System.Text.Json;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace TechTransfer.Contracts;

/// <summary>The camelCase word that stands for an enum member in JSON, events and tables alike.</summary>
internal static class Code
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    public static bool TryRead<T>(string? code, out T value)
        where T : struct, Enum
    {
        foreach (var known in Enum.GetValues<T>())
            if (string.Equals(Of(known), code, StringComparison.Ordinal))
            {
                value = known;
                return true;
            }
        value = default;
        return false;
    }

    public static string List<T>(IEnumerable<T> values)
        where T : struct, Enum => string.Join(", ", values.Select(Of));

    public static string List<T>()
        where T : struct, Enum => List(Enum.GetValues<T>());
}

internal sealed class CodeConverter<T>() : ValueConverter<T, string>(value => Code.Of(value), code => Parse(code))
    where T : struct, Enum
{
    private static T Parse(string code) =>
        Code.TryRead<T>(code, out var value) ? value : throw new InvalidOperationException($"'{code}' is no {typeof(T).Name}.");
}
