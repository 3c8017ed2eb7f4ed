using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Reminding;

/// <summary>
/// Writes on each working day one mail to each person for whom something has waited for a working day or more, unless he wants fewer or none. All mails of the day and
/// the note that they are written are one save, so that a second replica, or a restart, writes no more.
/// </summary>
internal sealed class RemindPeople(
    IServiceScopeFactory scopes,
    WorkingCalendar calendar,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<RemindPeople> logger
) : EachWorkingDay(calendar, lifetime, time, logger)
{
    private const int KeepDays = 31;

    protected override int Hour => ReminderTimes.MailHour;

    protected override async Task RunAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await RemindAsync(scope.ServiceProvider, Calendar, day, Time.GetUtcNow(), cancellationToken);
    }

    public static async Task RemindAsync(
        IServiceProvider services,
        WorkingCalendar calendar,
        DateOnly day,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (db, mails) = (services.GetRequiredService<IdentityDbContext>(), services.GetRequiredService<Mails>());
        if (!mails.IsAvailable || await db.ReminderDays.AnyAsync(x => x.Day == day, cancellationToken))
            return;
        var work = await WorkAsync(db, day, calendar.OlderThan(ReminderTimes.AfterWorkingDays, now), cancellationToken);
        var isFirstOfWeek = calendar.AddWorkingDays(MondayOf(day).AddDays(-1), 1) == day;
        foreach (var (person, pieces) in await PeopleAsync(db, work, isFirstOfWeek, cancellationToken))
            mails.Remind(person, pieces, calendar, now, services.GetRequiredService<StopLink>());
        db.ReminderDays.Add(new ReminderDay { Day = day });
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
        await db.WaitingWork.Where(x => x.Day < day).ExecuteDeleteAsync(cancellationToken);
        var old = day.AddDays(-KeepDays);
        await db.ReminderDays.Where(x => x.Day < old).ExecuteDeleteAsync(cancellationToken);
    }

    /// <summary>What the services have counted, and what waits here.</summary>
    private static async Task<List<WaitingRow>> WorkAsync(
        IdentityDbContext db,
        DateOnly day,
        DateTimeOffset before,
        CancellationToken cancellationToken
    )
    {
        var work = await db.WaitingWork.AsNoTracking().Where(x => x.Day == day).ToListAsync(cancellationToken);
        var licences = await db
            .Organisations.Where(x => x.State == OrganisationState.Unverified)
            .Join(db.Licences, x => x.Id, x => x.OrganisationId, (x, licence) => new { x.Region, licence.At })
            .Where(x => x.At < before)
            .ToListAsync(cancellationToken);
        work.AddRange(licences.GroupBy(x => x.Region, x => x.At).Select(x => Row("verification", x.Key, Roles.Operator, x)));
        var requests = await db
            .JoinRequests.Where(x => x.State == JoinState.Waiting && x.At < before)
            .Select(x => new
            {
                x.OrganisationId,
                x.Organisation!.Region,
                x.At,
                HasManager = db.Memberships.Any(m => m.OrganisationId == x.OrganisationId && m.Roles.Contains(Roles.Manager)),
            })
            .ToListAsync(cancellationToken);
        work.AddRange(
            requests
                .Where(x => x.HasManager)
                .GroupBy(x => x.OrganisationId, x => x.At)
                .Select(x => Row("join", x.Key.ToString("D"), Roles.Manager, x))
        );
        work.AddRange(requests.Where(x => !x.HasManager).GroupBy(x => x.Region, x => x.At).Select(x => Row("join", x.Key, Roles.Operator, x)));
        return work;

        WaitingRow Row(string kind, string place, string role, IEnumerable<DateTimeOffset> since) =>
            new()
            {
                Service = "identity",
                Place = place,
                Kind = kind,
                Day = day,
                Role = role,
                Count = since.Count(),
                Since = since.Min(),
            };
    }

    /// <summary>Who is to be reminded, and of what: an organisation's people by their roles, of operators those nearest to the region.</summary>
    private static async Task<Dictionary<Reminded, List<WaitingRow>>> PeopleAsync(
        IdentityDbContext db,
        List<WaitingRow> work,
        bool isFirstOfWeek,
        CancellationToken cancellationToken
    )
    {
        var organisations = work.Select(x => Guid.TryParse(x.Place, out var id) ? id : (Guid?)null).OfType<Guid>().Distinct().ToList();
        var members = await db
            .Memberships.AsNoTracking()
            .Where(x => organisations.Contains(x.OrganisationId) || x.Roles.Contains(Roles.Operator))
            .Where(x => x.Organisation!.State == OrganisationState.Verified || x.Organisation.State == OrganisationState.Unverified)
            .Join(
                db.Users.Where(x => x.EmailConfirmed && (x.Reminders == ReminderPace.Daily || isFirstOfWeek && x.Reminders == ReminderPace.Weekly)),
                x => x.AccountId,
                x => x.Id,
                (x, account) =>
                    new
                    {
                        x.OrganisationId,
                        x.Organisation!.Region,
                        x.Organisation.State,
                        x.Roles,
                        account.Id,
                        account.Email,
                    }
            )
            .ToListAsync(cancellationToken);
        var people = new Dictionary<Reminded, List<WaitingRow>>();
        foreach (var row in work)
        {
            var nearest = Guid.TryParse(row.Place, out var organisation)
                ? members.Where(x => x.OrganisationId == organisation && x.Roles.Contains(row.Role))
                : members
                    .Where(x => x.State == OrganisationState.Verified && x.Roles.Contains(Roles.Operator) && RegionCode.Covers(x.Region, row.Place))
                    .GroupBy(x => RegionCode.Prefix(x.Region).Length)
                    .MaxBy(x => x.Key)
                    ?.AsEnumerable()
                    ?? [];
            foreach (var member in nearest.DistinctBy(x => x.Id))
            {
                var person = new Reminded(member.Id, member.Email!);
                if (!people.TryGetValue(person, out var pieces))
                    people[person] = pieces = [];
                pieces.Add(row);
            }
        }
        return people;
    }

    private static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}

/// <summary>Who gets a mail.</summary>
internal sealed record Reminded(Guid Id, string Email);
