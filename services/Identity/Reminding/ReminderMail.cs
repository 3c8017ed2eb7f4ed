using TechTransfer.Hosting;
using TechTransfer.Identity.Mailing;

namespace TechTransfer.Identity.Reminding;

/// <summary>The mail of a day: what waits, how much and for how long, without a title or a name.</summary>
internal static class ReminderMail
{
    /// <summary>The order in which they stand; other kinds behind them.</summary>
    private static readonly string[] Kinds =
    [
        "complaint",
        "introduction",
        "signature",
        "access",
        "step",
        "review",
        "appeal",
        "report",
        "verification",
        "join",
        "office",
        "confirmation",
        "changes",
        "ending",
    ];

    public static void Remind(
        this Mails mails,
        Reminded person,
        IReadOnlyList<WaitingRow> work,
        WorkingCalendar calendar,
        DateTimeOffset now,
        StopLink stop
    )
    {
        var lines = work.GroupBy(x => x.Kind, StringComparer.Ordinal)
            .Select(x => (Kind: x.Key, Count: x.Sum(y => y.Count), Days: calendar.WorkingDaysSince(x.Min(y => y.Since), now)))
            .Where(x => Kinds.Contains(x.Kind, StringComparer.Ordinal))
            .OrderBy(x => Array.IndexOf(Kinds, x.Kind))
            .ToList();
        if (lines.Count == 0)
            return;
        var token = stop.TokenOf(person.Id);
        mails.Write(
            person.Email,
            "reminder",
            language =>
                [
                    string.Join(
                        '\n',
                        lines.Select(x => "· " + mails.Say(language, "mail.waits." + x.Kind, x.Count, mails.Say(language, "mail.days", x.Days)))
                    ),
                    mails.Link("/desk"),
                    mails.Link("/my/alert-settings#reminders"),
                    mails.Link(StopLink.PageOf(token)),
                ],
            StopLink.PathOf(token)
        );
    }
}
