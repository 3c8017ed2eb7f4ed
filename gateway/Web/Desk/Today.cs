using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Desk;

/// <summary>Something that waits for who is signed in.</summary>
/// <param name="When">The day it is about.</param>
/// <param name="Tag">Why it waits, in a word or two.</param>
/// <param name="Button">What to do, as a word's key.</param>
/// <param name="Count">How many it stands for.</param>
public sealed record TodayItem(
    bool Late,
    string Tag,
    string When,
    string Title,
    string Address,
    IReadOnlyList<string?> Facts,
    string Button,
    int Count = 1
);

/// <summary>All that waits: what is late first, a few of each kind.</summary>
/// <param name="Count">Of everything, what is not among the items included.</param>
/// <param name="Places">How much of it is done at which page.</param>
public sealed record Waiting(IReadOnlyList<TodayItem> Items, int Count, IReadOnlyDictionary<string, int> Places);

/// <summary>What needs somebody today, out of what the API answers him anyway: each part stands for itself, one that is away leaves a gap.</summary>
internal sealed partial class Today(FrontDoor door, Words words, Show show, WaitingCounts counts)
{
    private const int MostOfEach = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly Waiting Nothing = new([], 0, new Dictionary<string, int>(StringComparer.Ordinal));

    public async Task<Waiting> ReadAsync(Person person, CancellationToken cancellationToken)
    {
        var parts = Parts(person, cancellationToken).ToList();
        var lists = new List<(string Place, IReadOnlyList<TodayItem> Items)>();
        foreach (var (place, items) in parts)
            lists.Add((place, [.. await items]));
        var waiting = new Waiting(
            [.. lists.SelectMany(x => x.Items.OrderByDescending(y => y.Late).Take(MostOfEach)).OrderByDescending(x => x.Late)],
            lists.Sum(x => x.Items.Sum(y => y.Count)),
            lists
                .GroupBy(x => x.Place, StringComparer.Ordinal)
                .ToDictionary(x => x.Key, x => x.Sum(y => y.Items.Sum(z => z.Count)), StringComparer.Ordinal)
        );
        counts.Keep(person, waiting);
        return waiting;
    }

    /// <summary>How much waits, for the menu: as it was a moment ago, or counted now; nothing where that takes too long, for no page waits for it.</summary>
    public async Task<(IReadOnlyDictionary<string, int> Places, int Count)> CountAsync(Person person, CancellationToken cancellationToken)
    {
        if (counts.Find(person) is { } kept)
            return kept;
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        soon.CancelAfter(Patience);
        try
        {
            var waiting = await ReadAsync(person, soon.Token);
            return (waiting.Places, waiting.Count);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nor does the next page try again at once.
            counts.Keep(person, Nothing);
            return (Nothing.Places, Nothing.Count);
        }
    }

    private IEnumerable<(string Place, Task<IEnumerable<TodayItem>> Items)> Parts(Person person, CancellationToken cancellationToken)
    {
        yield return ("/deals", DealsAsync(cancellationToken));
        yield return ("/introductions", IntroductionsAsync(cancellationToken));
        yield return ("/contracts", ContractsAsync(cancellationToken));
        yield return ("/my/alerts", AlertsAsync(cancellationToken));
        foreach (var kind in ListingKind.Both)
            yield return (kind.MyPages, ListingsAsync(kind, cancellationToken));
        if (person.Organisation is not null)
            yield return ("/matches", UnclearAsync(cancellationToken));
        if (person.Is("manager"))
        {
            yield return ("/my/reports", ComplaintsAsync(cancellationToken));
            foreach (var kind in ListingKind.Both)
                yield return ("/my/access", AccessAsync(kind, cancellationToken));
            yield return ("/my/organisation", InvitationsAsync(cancellationToken));
        }
        if (person.Is("manager") || person.Is("operator"))
            yield return ("/my/organisation", JoinRequestsAsync(person, cancellationToken));
        if (person.Is("broker") || person.Is("operator"))
            foreach (var kind in ListingKind.Both)
                yield return ("/my/entries", EntriesAsync(kind, cancellationToken));
        if (person.Is("operator"))
        {
            yield return ("/reviews", ReviewsAsync(cancellationToken));
            yield return ("/reviews/organisations", VerificationsAsync(cancellationToken));
            yield return ("/reviews/reports", ReportsAsync(cancellationToken));
            yield return ("/introductions", UnansweredAsync(cancellationToken));
            yield return ("/reviews", ConflictsAsync(cancellationToken));
            foreach (var kind in ListingKind.Both)
            {
                yield return ("/reviews/reports", AppealsAsync(kind, cancellationToken));
                yield return ("/reviews", SamplesAsync(kind, cancellationToken));
            }
        }
        if (person.Is("administrator"))
            yield return ("/admin/dead-letters", FailedMessagesAsync(cancellationToken));
    }

    private async Task<IEnumerable<TodayItem>> DealsAsync(CancellationToken cancellationToken)
    {
        var deals = await door.FindAsync<Rows<Deal>>("/api/deals", cancellationToken);
        return (deals?.Items ?? [])
            .Where(x => x.Overdue == true || x.NextOn?.StartsWith(Iso(show.Today), StringComparison.Ordinal) == true)
            .OrderBy(x => x.NextOn, StringComparer.Ordinal)
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
        // A side's people see what it is asked; whoever answers for it does it.
        var box = await door.FindAsync<Rows<Introduction>>("/api/introductions?box=waiting&limit=100", cancellationToken);
        return (box?.Items ?? [])
            .Where(x => x.Allowed?.Contains("accept") == true)
            .Select(
                (x, place) =>
                    new TodayItem(
                        x.RemindedAt is not null,
                        words[x.RemindedAt is null ? "today.introduction" : "today.reminded"],
                        x.DueAt is { } until ? words["introduction.due", show.Date(until)] : show.Ago(x.CreatedAt),
                        x.Demand?.Title ?? x.Achievement?.Title ?? "",
                        $"/introductions?box=in#i-{x.Id}",
                        [x.DemandSide?.Name, x.AchievementSide?.Name],
                        "today.answer",
                        AndOthers(place, box!.Count - box.Items.Count)
                    )
            );
    }

    private async Task<IEnumerable<TodayItem>> ContractsAsync(CancellationToken cancellationToken)
    {
        var contracts = await door.FindAsync<Rows<Contract>>("/api/contracts", cancellationToken);
        return (contracts?.Items ?? [])
            .Where(x => x.Allowed is { } allowed && (allowed.Contains("sign") || allowed.Contains("confirm")))
            .Select(x => new TodayItem(
                false,
                words[x.Allowed!.Contains("sign") ? "today.sign" : "today.confirm"],
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

    private async Task<IEnumerable<TodayItem>> ListingsAsync(ListingKind kind, CancellationToken cancellationToken)
    {
        var own = await door.FindAsync<OwnListings>($"{kind.Api}/mine?needs=true&limit={MostOfEach}", cancellationToken);
        return (own?.Items ?? []).Select(
            (x, place) =>
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
                    office ? "my.officeReview" : "today.do." + need,
                    AndOthers(place, (own!.Needing ?? 0) - own.Items.Count)
                );
            }
        );
    }

    /// <summary>How many the item at this place stands for: the first also for those that were not asked for.</summary>
    private static int AndOthers(int place, int others) => place == 0 ? 1 + Math.Max(others, 0) : 1;

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
        var entries = await door.FindAsync<Rows<ListingRow>>($"{kind.Api}/entries?returned=true&limit={MostOfEach}", cancellationToken);
        return (entries?.Items ?? [])
            .OrderBy(x => x.UpdatedAt)
            .Select(
                (x, place) =>
                    new TodayItem(
                        false,
                        words["today.entry.returned"],
                        show.Ago(x.UpdatedAt),
                        x.Title,
                        $"{kind.MyPages}/{x.Id}/edit",
                        [x.Organisation?.Name, x.Reasons is [var why, ..] ? show.Reason(why) : null],
                        "today.do.changes",
                        AndOthers(place, entries!.Count - entries.Items.Count)
                    )
            );
    }

    private static string Iso(DateTime day) => day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
