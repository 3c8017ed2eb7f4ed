using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace TechTransfer.Hosting;

/// <summary>
/// Working days in China: Monday to Friday but for holidays, and the weekend days that are worked in exchange. Holidays come from
/// working-calendar.json, which names its sources; a year that is not in it has weekends only. A file of the same form named by the setting
/// Calendar:File adds years and takes the place of those it names.
/// </summary>
public sealed class WorkingCalendar
{
    private static readonly TimeSpan China = TimeSpan.FromHours(8);
    private readonly HashSet<DateOnly> _holidays = [];
    private readonly HashSet<DateOnly> _workdays = [];

    private WorkingCalendar() { }

    /// <param name="more">Path of the file with further years; null for none.</param>
    /// <exception cref="WrongSettingException">The file is not there or no such calendar.</exception>
    public static WorkingCalendar Load(string? more = null)
    {
        using var own = typeof(WorkingCalendar).Assembly.GetManifestResourceStream("working-calendar.json")!;
        var years = Read(own).ToDictionary(x => x.Year);
        if (!string.IsNullOrWhiteSpace(more))
            foreach (var year in ReadFile(more))
                years[year.Year] = year;
        var calendar = new WorkingCalendar();
        foreach (var year in years.Values)
            calendar.Add(year);
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

    /// <summary>How many working days have begun since, the first day not counted: 0 on the day itself.</summary>
    public int WorkingDaysSince(DateTimeOffset from, DateTimeOffset now)
    {
        var count = 0;
        var last = DayOf(now);
        for (var day = DayOf(from).AddDays(1); day <= last; day = day.AddDays(1))
            if (IsWorkingDay(day))
                count++;
        return count;
    }

    /// <summary>What began before this moment is at least that many working days old, all else is younger: an age as a condition of a query.</summary>
    public DateTimeOffset OlderThan(int workingDays, DateTimeOffset now)
    {
        var day = DayOf(now);
        for (var left = workingDays; left > 0; day = day.AddDays(-1))
            if (IsWorkingDay(day))
                left--;
        return StartOf(day.AddDays(1));
    }

    private void Add(CalendarYear year)
    {
        foreach (var span in year.Holidays.Select(x => x.Split('/')))
            for (var day = Day(span[0]); day <= Day(span[^1]); day = day.AddDays(1))
                _holidays.Add(day);
        _workdays.UnionWith(year.Workdays.Select(Day));
    }

    private static IReadOnlyList<CalendarYear> Read(Stream file) => JsonSerializer.Deserialize<CalendarFile>(file, JsonSerializerOptions.Web)!.Years;

    private static IReadOnlyList<CalendarYear> ReadFile(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var years = Read(file);
            // Days are read now, so that a wrong one stops the start and not the first request.
            foreach (var year in years)
                new WorkingCalendar().Add(year);
            return years;
        }
        catch (Exception wrong)
            when (wrong is IOException or UnauthorizedAccessException or JsonException or FormatException or NullReferenceException)
        {
            throw new WrongSettingException(
                $"Calendar:File is a calendar like working-calendar.json; \"{path}\" cannot be read as one: {wrong.Message}"
            );
        }
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record CalendarFile(IReadOnlyList<CalendarYear> Years);

    /// <param name="Source">Where the days were announced; for people.</param>
    /// <param name="Holidays">"first/last", both included, or one day.</param>
    /// <param name="Workdays">Weekend days that are worked in exchange.</param>
    private sealed record CalendarYear(int Year, string Source, IReadOnlyList<string> Holidays, IReadOnlyList<string> Workdays);
}

public static class WorkingCalendarSetup
{
    /// <summary>The calendar for services that count working days; several in one process share it.</summary>
    public static void AddWorkingCalendar(this IHostApplicationBuilder builder) =>
        builder.Services.TryAddSingleton(WorkingCalendar.Load(builder.Configuration["Calendar:File"]));
}
