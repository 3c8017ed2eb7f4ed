using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>
/// A job of each working day in China, from an hour of the morning on. A process that starts later does it at once, and each replica does it: the job sees to it that
/// twice does no harm.
/// </summary>
public abstract class EachWorkingDay(WorkingCalendar calendar, IHostApplicationLifetime lifetime, TimeProvider time, ILogger logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Hour of the day, China's time.</summary>
    protected abstract int Hour { get; }

    protected WorkingCalendar Calendar => calendar;
    protected TimeProvider Time => time;

    protected abstract Task RunAsync(DateOnly day, CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WhenStartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        DateOnly? done = null;
        do
        {
            var now = time.GetUtcNow();
            var day = WorkingCalendar.DayOf(now);
            if (day == done || !calendar.IsWorkingDay(day) || now < WorkingCalendar.StartOf(day).AddHours(Hour))
                continue;
            try
            {
                await RunAsync(day, stoppingToken);
                done = day;
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                logger.LogWarning(failure, "{Job} of {Day} failed; tried again in {Period}", GetType().Name, day, Period);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

/// <summary>When people are reminded of what waits: services count first, so that one mail has all of it.</summary>
public static class ReminderTimes
{
    public const int CountHour = 8;
    public const int MailHour = 9;

    /// <summary>What waits for less is nobody's omission yet.</summary>
    public const int AfterWorkingDays = 1;
}
