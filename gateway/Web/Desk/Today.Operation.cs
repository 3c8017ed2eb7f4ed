using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Desk;

/// <summary>What operators of a region and administrators do.</summary>
internal sealed partial class Today
{
    /// <summary>From then on a submission is due one level up.</summary>
    private const int DueWorkingDays = 3;

    /// <summary>Submissions of the region; what is older than three working days is due one level up.</summary>
    private async Task<IEnumerable<TodayItem>> ReviewsAsync(CancellationToken cancellationToken)
    {
        ReviewRow? oldest = null;
        var (count, taken) = (0, 0);
        foreach (var kind in ListingKind.Both)
        {
            if (await door.FindAsync<Rows<ReviewRow>>($"{kind.Api}/reviews?limit=1", cancellationToken) is not { Items: [var first, ..] })
                continue;
            oldest = oldest is null || first.WaitingSince < oldest.WaitingSince ? first : oldest;
            count += (await door.FindAsync<ReviewFigures>(kind.Api + "/reviews/figures", cancellationToken))?.Waiting ?? 1;
            // What somebody holds he holds for half an hour, so it is never much.
            taken += (await door.FindAsync<Rows<ReviewRow>>($"{kind.Api}/reviews?claim=mine&limit=100", cancellationToken))?.Items.Count ?? 0;
        }
        if (oldest is null)
            return [];
        return
        [
            new TodayItem(
                oldest.WorkingDays >= DueWorkingDays,
                words["reviews.title"],
                words["reviews.since", show.Ago(oldest.WaitingSince)],
                words["reviews.waiting", count],
                "/reviews",
                [oldest.Title, oldest.Organisation?.Name, taken > 0 ? words["today.taken", taken] : null],
                "today.review",
                count
            ),
        ];
    }

    /// <summary>Requests of the region that nobody has answered for seven working days.</summary>
    private async Task<IEnumerable<TodayItem>> UnansweredAsync(CancellationToken cancellationToken)
    {
        var overdue = await door.FindAsync<Rows<Introduction>>("/api/introductions?box=overdue&limit=100", cancellationToken);
        return overdue is not { Items: [.., var oldest] }
            ? []
            :
            [
                new TodayItem(
                    true,
                    words["today.unanswered"],
                    show.Ago(oldest.CreatedAt),
                    words["today.unanswered.count", overdue.Count],
                    "/introductions?box=overdue",
                    [oldest.Demand?.Title ?? oldest.Achievement?.Title, oldest.DemandSide?.Name, oldest.AchievementSide?.Name],
                    "today.unanswered.do",
                    overdue.Count
                ),
            ];
    }

    private async Task<IEnumerable<TodayItem>> ConflictsAsync(CancellationToken cancellationToken)
    {
        var conflicts = await door.FindAsync<Rows<Conflict>>("/api/achievements/conflicts?limit=1", cancellationToken);
        return conflicts is not { Items: [var oldest, ..] }
            ? []
            :
            [
                new TodayItem(
                    false,
                    words["conflicts.title"],
                    show.Ago(oldest.OpenedAt),
                    words["today.conflicts", conflicts.Count],
                    "/reviews/conflicts",
                    [oldest.Listing.Organisation?.Name, oldest.Other.Organisation?.Name],
                    "today.review",
                    conflicts.Count
                ),
            ];
    }

    /// <summary>Of what imports published in bulk, what was drawn to be looked at.</summary>
    private async Task<IEnumerable<TodayItem>> SamplesAsync(ListingKind kind, CancellationToken cancellationToken)
    {
        var samples = await door.FindAsync<SampleList>($"{kind.Api}/samples?limit=1", cancellationToken);
        return samples is not { Items: [var oldest, ..], Counts.Open: > 0 }
            ? []
            :
            [
                new TodayItem(
                    false,
                    words["samples.title"],
                    show.Ago(oldest.At),
                    words["today.samples", samples.Counts.Open],
                    "/reviews/samples",
                    [words["kind." + kind.Code], oldest.Source],
                    "today.review",
                    samples.Counts.Open
                ),
            ];
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
                    "today.review",
                    waiting.Items.Count
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
                    words["today.reports", reports.Count],
                    "/reviews/reports",
                    [words.Of("report", oldest.Reason), oldest.Title],
                    "today.review",
                    reports.Count
                ),
            ];
    }

    private async Task<IEnumerable<TodayItem>> AppealsAsync(ListingKind kind, CancellationToken cancellationToken)
    {
        var appeals = await door.FindAsync<Rows<AppealItem>>(kind.Api + "/appeals", cancellationToken);
        return (appeals?.Items ?? [])
            .Where(x => x.MayDecide)
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
            : [new TodayItem(true, words["dead.title"], "", words["dead.open", failed], "/admin/dead-letters", [], "dead.replay", failed)];
    }
}
