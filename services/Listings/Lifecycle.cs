namespace TechTransfer.Listings;

/// <summary>Where a listing, or the revision of a published one, stands.</summary>
public enum ListingState
{
    Draft,
    OfficeReview,
    Submitted,
    Returned,
    Rejected,
    Published,
    Withdrawn,
    Expired,
    TakenDown,
}

/// <summary>What may be done to a listing. Its camelCase form is the last part of the route, save <see cref="Revise"/> (PUT) and <see cref="Expire"/> (the clock).</summary>
public enum ListingAction
{
    Revise,
    Submit,
    Recall,
    Return,
    Reject,
    Publish,
    Withdraw,
    Takedown,
    Reconfirm,
    Expire,
    Appeal,
}

/// <summary>What a caller is to one listing; several at once.</summary>
[Flags]
public enum Standing
{
    None = 0,

    /// <summary>Drafts for the owning organisation, or entered the listing for it and it has not made the listing its own.</summary>
    Member = 1,

    /// <summary>Answers for the owning organisation: its manager or client, never who entered the listing for it.</summary>
    Manager = 2,

    /// <summary>Operator of the owning organisation's region, and not of the organisation itself.</summary>
    Reviewer = 4,
    Administrator = 8,

    /// <summary>The passing of time.</summary>
    Clock = 16,

    /// <summary>The operator who entered or imported it for an organisation that has not made it its own.</summary>
    Steward = 32,
}

/// <summary>
/// The states of a listing and who moves it from one to the next; the only place that says so, but for duplicates, which give way to another listing
/// (<see cref="Listing{TContent}.GiveWay"/>).
/// </summary>
internal static class Lifecycle
{
    private sealed record Transition(ListingState From, ListingAction Action, Standing By, ListingState To);

    // The first row that fits counts, so a manager's own way comes before the member's.
    private static readonly Transition[] Table =
    [
        new(ListingState.Draft, ListingAction.Revise, Standing.Member, ListingState.Draft),
        new(ListingState.Draft, ListingAction.Submit, Standing.Manager, ListingState.Submitted),
        new(ListingState.Draft, ListingAction.Submit, Standing.Member, ListingState.OfficeReview),
        new(ListingState.OfficeReview, ListingAction.Submit, Standing.Manager, ListingState.Submitted),
        new(ListingState.OfficeReview, ListingAction.Publish, Standing.Manager, ListingState.Submitted),
        new(ListingState.OfficeReview, ListingAction.Return, Standing.Manager, ListingState.Returned),
        new(ListingState.OfficeReview, ListingAction.Recall, Standing.Member, ListingState.Draft),
        new(ListingState.Submitted, ListingAction.Recall, Standing.Member, ListingState.Draft),
        new(ListingState.Submitted, ListingAction.Return, Standing.Reviewer, ListingState.Returned),
        new(ListingState.Submitted, ListingAction.Reject, Standing.Reviewer, ListingState.Rejected),
        new(ListingState.Submitted, ListingAction.Publish, Standing.Reviewer, ListingState.Published),
        new(ListingState.Returned, ListingAction.Revise, Standing.Member, ListingState.Draft),
        new(ListingState.Returned, ListingAction.Submit, Standing.Manager, ListingState.Submitted),
        new(ListingState.Returned, ListingAction.Submit, Standing.Member, ListingState.OfficeReview),
        new(ListingState.Published, ListingAction.Revise, Standing.Member, ListingState.Draft),
        new(ListingState.Published, ListingAction.Withdraw, Standing.Manager | Standing.Steward, ListingState.Withdrawn),
        new(ListingState.Published, ListingAction.Takedown, Standing.Reviewer | Standing.Administrator, ListingState.TakenDown),
        new(ListingState.Published, ListingAction.Reconfirm, Standing.Member, ListingState.Published),
        new(ListingState.Published, ListingAction.Expire, Standing.Clock, ListingState.Expired),
        new(ListingState.Expired, ListingAction.Revise, Standing.Member, ListingState.Draft),
        new(ListingState.Expired, ListingAction.Reconfirm, Standing.Member, ListingState.Published),
        new(ListingState.Withdrawn, ListingAction.Revise, Standing.Member, ListingState.Draft),
        new(ListingState.Withdrawn, ListingAction.Submit, Standing.Manager, ListingState.Submitted),
        new(ListingState.Withdrawn, ListingAction.Submit, Standing.Member, ListingState.OfficeReview),
        // What is decided about the appeal is Appeals' own (DecideAppeals.cs).
        new(ListingState.TakenDown, ListingAction.Appeal, Standing.Manager, ListingState.TakenDown),
    ];

    /// <summary>Actions on what the public sees; all others are about the version in work.</summary>
    public static bool IsAboutPublicVersion(ListingAction action) =>
        action is ListingAction.Withdraw or ListingAction.Takedown or ListingAction.Reconfirm or ListingAction.Expire;

    /// <summary>Null when the state does not allow it to somebody of this standing.</summary>
    public static ListingState? Next(ListingState from, ListingAction action, Standing standing, bool isRevision)
    {
        // A rejected listing is at its end; a rejected revision leaves the published listing, which may be revised again.
        if (isRevision && from == ListingState.Rejected && action == ListingAction.Revise && standing.HasFlag(Standing.Member))
            return ListingState.Draft;
        foreach (var row in Table)
            if (row.From == from && row.Action == action && (row.By & standing) != Standing.None)
                return row.To;
        return null;
    }

    /// <summary>Somebody of this standing may do it in one state or another; if not, the answer is 403 and not 409.</summary>
    public static bool MayEver(ListingAction action, Standing standing) =>
        Table.Any(row => row.Action == action && (row.By & standing) != Standing.None);
}
