using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Desk;

/// <summary>Something that waits for who is signed in.</summary>
/// <param name="When">The day it is about.</param>
/// <param name="Tag">Why it waits, in a word or two.</param>
/// <param name="Button">What to do, as a word's key.</param>
public sealed record TodayItem(bool Late, string Tag, string When, string Title, string Address, IReadOnlyList<string?> Facts, string Button);

/// <summary>What needs somebody today, out of what the API answers him anyway: each part stands for itself, one that is away leaves a gap.</summary>
internal sealed class Today(FrontDoor door, Words words, Show show)
{
    private const int MostOfEach = 5;

    public async Task<IReadOnlyList<TodayItem>> ReadAsync(Person person, CancellationToken cancellationToken)
    {
        var parts = new List<Task<IEnumerable<TodayItem>>>
        {
            DealsAsync(cancellationToken),
            IntroductionsAsync(cancellationToken),
            ContractsAsync(cancellationToken),
            AlertsAsync(cancellationToken),
        };
        if (person.Is("manager"))
            parts.Add(ComplaintsAsync(cancellationToken));
        if (person.Is("manager") || person.Is("operator"))
            parts.Add(JoinRequestsAsync(person, cancellationToken));
        parts.AddRange(ListingKind.Both.Select(kind => ListingsAsync(kind, person, cancellationToken)));
        if (person.Is("broker") || person.Is("operator"))
            parts.AddRange(ListingKind.Both.Select(kind => EntriesAsync(kind, cancellationToken)));
        if (person.Is("operator"))
        {
            parts.Add(ReviewsAsync(cancellationToken));
            parts.Add(VerificationsAsync(cancellationToken));
            parts.Add(ReportsAsync(cancellationToken));
            parts.AddRange(ListingKind.Both.Select(kind => AppealsAsync(kind, cancellationToken)));
        }
        if (person.Is("administrator"))
            parts.Add(FailedMessagesAsync(cancellationToken));
        var items = await Task.WhenAll(parts);
        return [.. items.SelectMany(x => x).OrderByDescending(x => x.Late)];
    }

    private async Task<IEnumerable<TodayItem>> DealsAsync(CancellationToken cancellationToken)
    {
        var deals = await door.FindAsync<Rows<Deal>>("/api/deals", cancellationToken);
        return (deals?.Items ?? [])
            .Where(x => x.Overdue == true || x.NextOn?.StartsWith(Iso(show.Today), StringComparison.Ordinal) == true)
            .OrderBy(x => x.NextOn, StringComparer.Ordinal)
            .Take(MostOfEach)
            .Select(x => new TodayItem(
                x.Overdue == true,
                words[x.Overdue == true ? "deal.overdue" : "ago.today"],
                show.Day(x.NextOn),
                x.NextStep ?? words["deal.move"],
                $"/deals/{x.Id}",
                [x.Demand?.Title ?? x.Achievement?.Title, words.Of("stage", x.Stage)],
                "today.openDeal"
            ));
    }

    private async Task<IEnumerable<TodayItem>> IntroductionsAsync(CancellationToken cancellationToken)
    {
        var box = await door.FindAsync<Rows<Introduction>>("/api/introductions?box=in", cancellationToken);
        return (box?.Items ?? [])
            .Where(x => x.Allowed?.Contains("accept") == true)
            .Take(MostOfEach)
            .Select(x => new TodayItem(
                x.DueAt is { } due && show.DaysLeft(due) < 0,
                words["today.introduction"],
                x.DueAt is { } until ? words["introduction.due", show.Date(until)] : show.Ago(x.CreatedAt),
                x.Demand?.Title ?? x.Achievement?.Title ?? "",
                $"/introductions?box=in#i-{x.Id}",
                [x.DemandSide?.Name, x.AchievementSide?.Name],
                "today.answer"
            ));
    }

    private async Task<IEnumerable<TodayItem>> ContractsAsync(CancellationToken cancellationToken)
    {
        var contracts = await door.FindAsync<Rows<Contract>>("/api/contracts", cancellationToken);
        return (contracts?.Items ?? [])
            .Where(x => x.Allowed?.Contains("sign") == true)
            .Take(MostOfEach)
            .Select(x => new TodayItem(
                false,
                words["today.sign"],
                "",
                x.Title,
                $"/contracts/{x.Id}",
                [words.Of("contractType", x.Type), show.Money(x.Value)],
                "today.look"
            ));
    }

    private async Task<IEnumerable<TodayItem>> AlertsAsync(CancellationToken cancellationToken)
    {
        var alerts = await door.FindAsync<AlertAnswer>("/api/alerts", cancellationToken);
        return alerts is not { Unread: > 0, Items: [var newest, ..] }
            ? []
            :
            [
                new TodayItem(
                    false,
                    words["today.alerts"],
                    show.Ago(newest.At),
                    words["alerts.unread", alerts.Unread],
                    "/my/alerts",
                    [newest.Listing.Title, newest.Search?.Name],
                    "today.alerts.look"
                ),
            ];
    }

    private async Task<IEnumerable<TodayItem>> ListingsAsync(ListingKind kind, Person person, CancellationToken cancellationToken)
    {
        var own = await door.FindAsync<OwnListings>($"{kind.Api}/mine?limit=100", cancellationToken);
        return (own?.Items ?? [])
            .Where(x => x.Needs is { Count: > 0 } || x.Working == "officeReview" && person.Is("manager"))
            .OrderBy(x => x.UpdatedAt)
            .Take(MostOfEach)
            .Select(x =>
            {
                var office = x.Working == "officeReview";
                var need = x.Needs is [var first, ..] ? first : "";
                return new TodayItem(
                    need == "soonExpired",
                    words[office && need != "confirmation" ? "state.officeReview" : "today.need." + need],
                    show.Ago(x.UpdatedAt),
                    x.Title,
                    office ? $"{kind.Pages}/{x.Id}#life"
                        : need is "changes" or "content" ? $"{kind.MyPages}/{x.Id}/edit"
                        : $"{kind.Pages}/{x.Id}#life",
                    [words["kind." + kind.Code], About(need, x)],
                    office ? "my.officeReview" : "today.do." + need
                );
            });
    }

    private string? About(string need, ListingRow row) =>
        need switch
        {
            "changes" when row.Reasons is [var why, ..] => show.Reason(why),
            "content" when row.Missing is { Count: > 0 } missing => words["today.missing", words.Join(missing.Select(x => words.Of("f", x)))],
            "confirmation" => row.EnteredBy?.Name,
            _ => null,
        };

    /// <summary>What was entered for others and returned by them.</summary>
    private async Task<IEnumerable<TodayItem>> EntriesAsync(ListingKind kind, CancellationToken cancellationToken)
    {
        var entries = await door.FindAsync<Rows<ListingRow>>($"{kind.Api}/entries?limit=100", cancellationToken);
        return (entries?.Items ?? [])
            .Where(x => x.Working == "returned")
            .OrderBy(x => x.UpdatedAt)
            .Take(MostOfEach)
            .Select(x => new TodayItem(
                false,
                words["today.entry.returned"],
                show.Ago(x.UpdatedAt),
                x.Title,
                $"{kind.MyPages}/{x.Id}/edit",
                [x.Organisation?.Name, x.Reasons is [var why, ..] ? show.Reason(why) : null],
                "today.do.changes"
            ));
    }

    private async Task<IEnumerable<TodayItem>> ReviewsAsync(CancellationToken cancellationToken)
    {
        var waiting = new List<(ListingKind Kind, ListingRow Row)>();
        var more = false;
        foreach (var kind in ListingKind.Both)
        {
            var rows = await door.FindAsync<Rows<ListingRow>>($"{kind.Api}/reviews?limit=100", cancellationToken);
            waiting.AddRange((rows?.Items ?? []).Select(x => (kind, x)));
            more |= rows?.Next is not null;
        }
        if (waiting.Count == 0)
            return [];
        var oldest = waiting.MinBy(x => x.Row.SubmittedAt).Row;
        return
        [
            new TodayItem(
                false,
                words["reviews.title"],
                words["reviews.since", show.Ago(oldest.SubmittedAt)],
                words[more ? "reviews.waitingMore" : "reviews.waiting", waiting.Count],
                "/reviews",
                [oldest.Title, oldest.Organisation?.Name],
                "today.review"
            ),
        ];
    }

    /// <summary>Infringement complaints that the organisation has not answered.</summary>
    private async Task<IEnumerable<TodayItem>> ComplaintsAsync(CancellationToken cancellationToken)
    {
        var complaints = await door.FindAsync<Rows<Complaint>>("/api/reports/against", cancellationToken);
        return (complaints?.Items ?? [])
            .Where(x => x is { State: "open", Statement: null })
            .OrderBy(x => x.At)
            .Take(MostOfEach)
            .Select(x => new TodayItem(
                false,
                words["report.infringement"],
                show.Ago(x.At),
                x.Title,
                $"/my/reports#c-{x.Id}",
                [words["kind." + x.Kind]],
                "reports.answer"
            ));
    }

    /// <summary>People who want to act for one's organisation, and for those of the region that have no manager.</summary>
    private async Task<IEnumerable<TodayItem>> JoinRequestsAsync(Person person, CancellationToken cancellationToken)
    {
        var requests = await door.FindAsync<Rows<WaitingJoinRequest>>("/api/identity/join-requests", cancellationToken);
        return (requests?.Items ?? [])
            .GroupBy(x => x.OrganisationId == person.Organisation?.Id)
            .Select(x => new TodayItem(
                false,
                words["organisation.requests"],
                show.Ago(x.First().At),
                words["today.joins", x.Count()],
                x.Key ? "/my/organisation" : "/reviews/organisations#requests",
                [x.First().PersonName, x.First().Organisation],
                "today.answer"
            ));
    }

    private async Task<IEnumerable<TodayItem>> VerificationsAsync(CancellationToken cancellationToken)
    {
        var waiting = await door.FindAsync<Rows<Verification>>("/api/identity/verifications", cancellationToken);
        return waiting is not { Items: [var oldest, ..] }
            ? []
            :
            [
                new TodayItem(
                    false,
                    words["verifications.title"],
                    show.Ago(oldest.HandedInAt),
                    words["today.verifications", waiting.Items.Count],
                    "/reviews/organisations",
                    [oldest.Name, oldest.RegionName],
                    "today.review"
                ),
            ];
    }

    private async Task<IEnumerable<TodayItem>> ReportsAsync(CancellationToken cancellationToken)
    {
        var reports = await door.FindAsync<Rows<ReportRow>>("/api/reports", cancellationToken);
        return reports is not { Items: [var oldest, ..] }
            ? []
            :
            [
                new TodayItem(
                    false,
                    words["reports.open"],
                    show.Ago(oldest.At),
                    words[reports.Next is null ? "today.reports" : "today.reportsMore", reports.Items.Count],
                    "/reviews/reports",
                    [words.Of("report", oldest.Reason), oldest.Title],
                    "today.review"
                ),
            ];
    }

    private async Task<IEnumerable<TodayItem>> AppealsAsync(ListingKind kind, CancellationToken cancellationToken)
    {
        var appeals = await door.FindAsync<Rows<AppealItem>>(kind.Api + "/appeals", cancellationToken);
        return (appeals?.Items ?? [])
            .Where(x => x.MayDecide)
            .Take(MostOfEach)
            .Select(x => new TodayItem(
                false,
                words["appeals.title"],
                show.Ago(x.At),
                x.Title,
                "/reviews/reports#appeals",
                [words["kind." + kind.Code], x.Organisation?.Name],
                "today.review"
            ));
    }

    private async Task<IEnumerable<TodayItem>> FailedMessagesAsync(CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var service in Operation.DeadLettersPage.Services)
        {
            var letters = await door.FindAsync<Rows<DeadLetter>>($"/api/admin/{service}/dead-letters", cancellationToken);
            failed += letters?.Items.Count(x => x.ReplayedAt is null) ?? 0;
        }
        return failed == 0
            ? []
            : [new TodayItem(true, words["dead.title"], "", words["dead.open", failed], "/admin/dead-letters", [], "dead.replay")];
    }

    private static string Iso(DateTime day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
