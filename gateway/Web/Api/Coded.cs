using System.Text.Json;
using System.Text.Json.Serialization;

namespace TechTransfer.Gateway.Web.Api;

/// <summary>A code with its label in the language of the page; some answers give the code alone.</summary>
[JsonConverter(typeof(CodedJson))]
public sealed record Coded(string Code, string Label)
{
    private sealed class CodedJson : JsonConverter<Coded>
    {
        public override Coded? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
                return new Coded(reader.GetString()!, reader.GetString()!);
            using var document = JsonDocument.ParseValue(ref reader);
            var code = document.RootElement.GetProperty("code").ToString();
            return new Coded(code, document.RootElement.TryGetProperty("label", out var label) ? label.ToString() : code);
        }

        public override void Write(Utf8JsonWriter writer, Coded value, JsonSerializerOptions options) => writer.WriteStringValue(value.Code);
    }
}

/// <summary>An organisation as others see it.</summary>
public sealed record Organisation(
    Guid? Id,
    string? Name,
    string? CreditCode,
    string? Region,
    string? RegionName,
    bool? Verified,
    string? State,
    string? Kind,
    bool? HasPage = null
);

/// <summary>A page of a list; <see cref="Next"/> goes into <c>?after=</c>.</summary>
public sealed record Rows<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>How many there are, where the API was asked.</summary>
    public int? Total { get; init; }

    public int Count => Total ?? Items.Count;
}

/// <summary>From and to, in yuan; null where open.</summary>
public sealed record Amounts(Amount? Min, Amount? Max, string? Kind = null);

public sealed record Amount([property: JsonPropertyName("amount")] string Value, string Currency = "CNY")
{
    [JsonIgnore]
    public decimal Yuan => decimal.Parse(Value, System.Globalization.CultureInfo.InvariantCulture);
}
