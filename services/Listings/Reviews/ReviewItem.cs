using TechTransfer.Hosting;
using TechTransfer.Listings.Reviews.Claim;

namespace TechTransfer.Listings.Reviews;

/// <summary>A line of the review queue: what "my listings" show, and what the reviewers have to know among themselves.</summary>
/// <param name="WorkingDays">How many working days have begun since it was submitted.</param>
/// <param name="Responsible">The region whose operators are responsible by now.</param>
/// <param name="Escalated">It has come up to a level above the organisation's own region.</param>
/// <param name="Claim">Who has taken it up; absent when it is free.</param>
internal sealed record ReviewItem(
    Guid Id,
    string Title,
    ListingState State,
    long Version,
    OrganisationName Organisation,
    string Region,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? PublishedAt,
    DateTimeOffset? ValidUntil,
    bool Incomplete,
    IReadOnlyList<string> Needs,
    IReadOnlyList<string> Reasons,
    PendingAnswer? Pending,
    DateTimeOffset WaitingSince,
    int WorkingDays,
    ReviewRegion Responsible,
    bool Escalated,
    ClaimAnswer? Claim
)
{
    public static ReviewItem Of(
        ListingSummary row,
        IReadOnlyDictionary<Guid, string> names,
        IReadOnlyDictionary<Guid, ClaimRow> claims,
        Escalation escalation,
        Caller caller,
        string language
    )
    {
        var item = row.ToItem(names, escalation.Now);
        var since = row.WaitingSince!.Value;
        var responsible = escalation.ResponsibleFor(row.OrganisationRegion, since);
        return new ReviewItem(
            item.Id,
            item.Title,
            item.State,
            item.Version,
            item.Organisation,
            item.Region,
            item.UpdatedAt,
            item.SubmittedAt,
            item.PublishedAt,
            item.ValidUntil,
            item.Incomplete,
            item.Needs,
            item.Reasons,
            item.Pending,
            since,
            escalation.AgeOf(since),
            new ReviewRegion(responsible, Places.Label(responsible, language)),
            responsible != row.OrganisationRegion,
            claims.GetValueOrDefault(row.Id) is { } claim ? ClaimAnswer.Of(claim, caller) : null
        );
    }
}

internal sealed record ReviewRegion(string Code, string Name);
