using System.Globalization;
using TechTransfer.Contracts.Introducing;

namespace TechTransfer.Contracts;

/// <summary>Days in requests: yyyy-MM-dd, or a full time, which is taken for its day in China.</summary>
internal static class Day
{
    public static DateOnly? Read(string field, string? value, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        if (value.Contains('T') && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            return WorkingCalendar.DayOf(time);
        errors.Add(field, "A day as yyyy-MM-dd.");
        return null;
    }
}
