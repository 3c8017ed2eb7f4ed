using System.Globalization;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts;

/// <summary>Days in requests: yyyy-MM-dd, or a full time, which is taken for its day in China.</summary>
internal static class Day
{
    /// <summary>Years beyond are slips of the pen, and where time begins and ends there is no day before and after.</summary>
    private static readonly (int First, int Last) Years = (1900, 2199);

    public static DateOnly? Read(string field, string? value, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(value))
            return null;
        DateOnly? read = null;
        if (DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            read = day;
        else if (value.Contains('T') && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            read = IsIn(time.Year) ? WorkingCalendar.DayOf(time) : DateOnly.FromDateTime(time.DateTime);
        if (read is { } some && IsIn(some.Year))
            return some;
        errors.Add(field, read is null ? "A day as yyyy-MM-dd." : $"A day of the years {Years.First} to {Years.Last}.");
        return null;
    }

    private static bool IsIn(int year) => year >= Years.First && year <= Years.Last;
}
