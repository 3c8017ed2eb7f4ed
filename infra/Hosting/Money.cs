using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TechTransfer.Hosting;

/// <summary>An amount of yuan, kept in fen. In JSON: <c>{ "amount": "1234.56", "currency": "CNY" }</c>.</summary>
[JsonConverter(typeof(MoneyJson))]
public readonly record struct Money(long Fen)
{
    /// <summary>One hundred thousand million yuan; larger amounts are refused as slips of the pen.</summary>
    public const long MaxFen = 10_000_000_000_000;

    public static bool TryParse(string? amount, out Money money)
    {
        money = default;
        if (
            !decimal.TryParse(amount, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var yuan)
            || yuan < 0
            || yuan > MaxFen / 100m
            || decimal.Truncate(yuan * 100) != yuan * 100
        )
            return false;
        money = new Money((long)(yuan * 100));
        return true;
    }

    public override string ToString() => (Fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private sealed class MoneyJson : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string? amount = null,
                currency = "CNY";
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new JsonException("Money is an object with amount and currency.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                if (reader.TokenType != JsonTokenType.String)
                    throw new JsonException("The members of money are strings.");
                if (name == "amount")
                    amount = reader.GetString();
                else if (name == "currency")
                    currency = reader.GetString();
                else
                    throw new JsonException($"Money has no member '{name}'.");
            }
            if (currency != "CNY")
                throw new JsonException("The currency is CNY.");
            return TryParse(amount, out var money)
                ? money
                : throw new JsonException("An amount is a decimal number of yuan from 0 with at most two places, at most 100,000,000,000.00.");
        }

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("amount", value.ToString());
            writer.WriteString("currency", "CNY");
            writer.WriteEndObject();
        }
    }
}
