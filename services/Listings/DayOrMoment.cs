using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TechTransfer.Listings;

/// <summary>Reads "2027-06-30" (the end of that day in China) as well as an ISO 8601 time; writes UTC times.</summary>
public sealed class DayOrMoment : JsonConverter<DateTimeOffset?>
{
    /// <summary>One zone for the whole country, without summer time.</summary>
    private static readonly TimeSpan China = TimeSpan.FromHours(8);

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType == JsonTokenType.String && TryParse(reader.GetString()!, out var moment))
            return moment;
        throw new JsonException("A time is written 2027-06-30 or 2027-06-30T12:00:00Z.");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        if (value is { } moment)
            writer.WriteStringValue(moment.UtcDateTime);
        else
            writer.WriteNullValue();
    }

    public static bool TryParse(string text, out DateTimeOffset moment)
    {
        moment = default;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            moment = new DateTimeOffset(day.ToDateTime(new TimeOnly(23, 59, 59)), China).ToUniversalTime();
            return true;
        }
        return text.Contains('T', StringComparison.Ordinal)
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out moment
            );
    }
}

/// <summary>Reads a day also from an ISO 8601 time, whose UTC day counts.</summary>
public sealed class Day : JsonConverter<DateOnly?>
{
    public override DateOnly? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        if (reader.TokenType == JsonTokenType.String && DayOrMoment.TryParse(reader.GetString()!, out var moment))
            return DateOnly.FromDateTime(moment.UtcDateTime);
        throw new JsonException("A day is written 2027-06-30.");
    }

    public override void Write(Utf8JsonWriter writer, DateOnly? value, JsonSerializerOptions options)
    {
        if (value is { } day)
            writer.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        else
            writer.WriteNullValue();
    }
}
