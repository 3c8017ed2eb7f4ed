using System.Globalization;
using System.Text.Json;

namespace TechTransfer.Contracts.Introducing;

/// <summary>
/// Working days in China: Monday to Friday but for holidays, and the weekend days that are worked in exchange. Holidays come from
/// working-calendar.json, which names its sources; a year that is not in it has weekends only.
/// </summary>
internal sealed class WorkingCalendar
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private readonly HashSet<DateOnly> _holidays = [];
    private readonly HashSet<DateOnly> _workdays = [];

    private WorkingCalendar() { }

    public static WorkingCalendar Load()
    {
        var calendar = new WorkingCalendar();
        using var file = typeof(WorkingCalendar).Assembly.GetManifestResourceStream("working-calendar.json")!;
        foreach (var year in JsonSerializer.Deserialize<CalendarFile>(file, JsonSerializerOptions.Web)!.Years)
        {
            foreach (var span in year.Holidays.Select(x => x.Split('/')))
                for (var day = Day(span[0]); day <= Day(span[1]); day = day.AddDays(1))
                    calendar._holidays.Add(day);
            calendar._workdays.UnionWith(year.Workdays.Select(Day));
        }
        return calendar;
    }

    /// <summary>The day it is in China.</summary>
    public static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.ToOffset(China).DateTime);

    /// <summary>Its midnight in China.</summary>
    public static DateTimeOffset StartOf(DateOnly day) => new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), China).ToUniversalTime();

    public bool IsWorkingDay(DateOnly day) =>
        _workdays.Contains(day) || day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_holidays.Contains(day);

    /// <summary>The day that many working days after; the day itself is not counted.</summary>
    public DateOnly AddWorkingDays(DateOnly day, int count)
    {
        for (var left = count; left > 0; )
        {
            day = day.AddDays(1);
            if (IsWorkingDay(day))
                left--;
        }
        return day;
    }

    /// <summary>The end, midnight in China, of the day that many working days after.</summary>
    public DateTimeOffset EndOfWorkingDay(DateTimeOffset from, int count) => StartOf(AddWorkingDays(DayOf(from), count).AddDays(1));

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record CalendarFile(IReadOnlyList<CalendarYear> Years);

    private sealed record CalendarYear(int Year, string Source, IReadOnlyList<string> Holidays, IReadOnlyList<string> Workdays);
}
