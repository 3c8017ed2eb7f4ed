using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Listings;

/// <summary>A line of "my listings"; the review queue adds to it.</summary>
/// <param name="Needs">
/// What it needs of its owner: confirmation of what was entered for it, content, changes, reconfirmation (30 days before the end), soonExpired (7 days before).
/// </param>
/// <param name="Missing">The fields that an incomplete one lacks; in "my listings" only.</param>
/// <param name="EnteredBy">Who entered it for its organisation, which has not made it its own.</param>
/// <param name="Cover">Its picture, of GET files.</param>
internal sealed record ListItem(
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
    IReadOnlyList<string>? Missing = null,
    OrganisationName? EnteredBy = null,
    Guid? Cover = null
);

internal sealed record OrganisationName(Guid Id, string? Name);

/// <summary>The columns a line is made of, read without the documents.</summary>
internal sealed record ListingSummary(
    Guid Id,
    string Title,
    ListingState State,
    ListingState? Revision,
    long Version,
    Guid OrganisationId,
    string OrganisationRegion,
    string Region,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? SubmittedAt,
    DateTimeOffset? WaitingSince,
    DateTimeOffset? PublishedAt,
    DateTimeOffset? ValidUntil,
    bool Incomplete,
    List<string> Reasons,
    Guid EnteredById,
    DateTimeOffset? OwnedSince,
    Guid? CoverId
)
{
    public ListItem ToItem(IReadOnlyDictionary<Guid, string> names, DateTimeOffset now) =>
        new(
            Id,
            Title,
            State,
            Version,
            new OrganisationName(OrganisationId, names.GetValueOrDefault(OrganisationId)),
            Region,
            UpdatedAt,
            SubmittedAt,
            PublishedAt,
            ValidUntil,
            Incomplete,
            [.. NeedsAt(now)],
            Reasons,
            Revision is { } state ? new PendingAnswer(Version, state) : null,
            EnteredBy: OwnedSince is null ? new OrganisationName(EnteredById, names.GetValueOrDefault(EnteredById)) : null,
            Cover: CoverId
        );

    private IEnumerable<string> NeedsAt(DateTimeOffset now)
    {
        if (OwnedSince is null && (Revision ?? State) == ListingState.OfficeReview)
            yield return "confirmation";
        if (Incomplete && State == ListingState.Published)
            yield return "content";
        if ((Revision ?? State) == ListingState.Returned)
            yield return "changes";
        if (State == ListingState.Expired)
            yield return "reconfirmation";
        else if (State == ListingState.Published && ValidUntil is { } end && end - now <= TimeSpan.FromDays(30))
            yield return end - now <= TimeSpan.FromDays(7) ? "soonExpired" : "reconfirmation";
    }
}

internal static class ListingSummaries
{
    public static IQueryable<ListingSummary> Summaries<TContent>(this IQueryable<Listing<TContent>> listings)
        where TContent : ListingContent =>
        listings.Select(x => new ListingSummary(
            x.Id,
            x.Title,
            x.State,
            x.Revision,
            x.Version,
            x.OrganisationId,
            x.OrganisationRegion,
            x.Region,
            x.UpdatedAt,
            x.SubmittedAt,
            x.WaitingSince,
            x.PublishedAt,
            x.ValidUntil,
            x.Incomplete,
            x.Reasons,
            x.EnteredById,
            x.OwnedSince,
            x.CoverId
        ));

    public static async Task<Dictionary<Guid, string>> NamesAsync<TContent>(
        this ListingsDbContext<TContent> db,
        IEnumerable<Guid> organisations,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var ids = organisations.Distinct().ToList();
        return await db.Organisations.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Name, cancellationToken);
    }
}
