using System.Text.Json;

namespace TechTransfer.Hosting;

/// <summary>Says what is wrong with a JSON body in the words of the API, not of the serializer: the field as the client wrote it.</summary>
internal static class WrongJson
{
    /// <returns>parameters[0].name, or null when the text is no JSON at all.</returns>
    public static string? FieldOf(JsonException json) =>
        json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;

    public static string Say(JsonException json)
    {
        if (FieldOf(json) is not { } field)
            return $"The body is no valid JSON: {Own(json)}{Place(json)}";
        if (json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal))
            return $"Unknown field '{field}'.";
        if (json.Message.Contains("could not be converted to", StringComparison.Ordinal))
            return $"'{field}' is not of the expected type{Place(json)}.";
        return $"'{field}': {Own(json)}{Place(json)}";
    }

    /// <summary>The message without the position that the serializer appends.</summary>
    private static string Own(JsonException json)
    {
        var end = json.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? json.Message : json.Message[..end];
    }

    private static string Place(JsonException json) =>
        json is { LineNumber: { } line, BytePositionInLine: { } position } ? $" (line {line + 1}, byte {position + 1})" : "";
}
