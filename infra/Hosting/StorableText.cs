using System.Text.Json;
using System.Text.Json.Serialization;

namespace TechTransfer.Hosting;

/// <summary>Refuses U+0000, which JSON can spell and PostgreSQL cannot keep: the client hears which field it stands in instead of that a store failed.</summary>
internal sealed class StorableText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException("A text is expected.");
        var text = reader.GetString();
        return text?.Contains('\0', StringComparison.Ordinal) == true
            ? throw new JsonException("A text must not contain the character U+0000.")
            : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
