using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Grants;

/// <summary>A request to read what is on request, for either side.</summary>
/// <param name="Listing">achievement or demand.</param>
/// <param name="Title">As it is public; absent for who asked when he may not know of the listing any more.</param>
/// <param name="Incoming">It is about a listing of the caller's organisation.</param>
/// <param name="Reason">Of a refusal or revocation.</param>
/// <param name="DecidedBy">Who granted or refused; for the owner.</param>
/// <param name="EndedBy">Who withdrew or revoked; a revocation's for the owner.</param>
/// <param name="Views">How often it was read under it or an earlier one of the same organisation; for the owner.</param>
internal sealed record GrantAnswer(
    Guid Id,
    Guid ListingId,
    string Listing,
    string? Title,
    bool Incoming,
    GrantState State,
    IReadOnlyList<string> Sections,
    string Purpose,
    OrganisationName Organisation,
    string? AskedBy,
    DateTimeOffset AskedAt,
    AcceptedUndertaking Undertaking,
    string? Reason,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? EndedBy,
    DateTimeOffset? EndedAt,
    long? Views,
    IReadOnlyList<string> Allowed
)
{
    /// <summary>The rows of either side with what stands beside them: titles, names and numbers.</summary>
    public static async Task<List<GrantAnswer>> OfAsync<TContent>(
        ListingDesk<TContent> desk,
        IReadOnlyList<GrantRow> rows,
        Caller caller,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var ids = rows.Select(x => x.ListingId).Distinct().ToList();
        var organisation = caller.OrganisationId;
        var known = await desk.Db.VisibleTo(caller).AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        var names = await desk.Db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        var people = await desk.Db.PeopleAsync(
            rows.SelectMany(x => new[] { x.AskedBySubject, x.DecidedBySubject, x.EndedBySubject }),
            cancellationToken
        );
        var received = rows.Where(x => x.OrganisationId != organisation).Select(x => x.ListingId).Distinct().ToList();
        var views = (
            await desk
                .Db.SectionViews.Where(x => received.Contains(x.ListingId))
                .GroupBy(x => new { x.ListingId, x.OrganisationId })
                .Select(x => new { x.Key, Count = x.LongCount() })
                .ToListAsync(cancellationToken)
        ).ToDictionary(x => (x.Key.ListingId, x.Key.OrganisationId), x => x.Count);
        return [.. rows.Select(One)];

        string? Name(string? subject) => subject is null ? null : people.GetValueOrDefault(subject);

        GrantAnswer One(GrantRow x)
        {
            var isOwner = x.OrganisationId != organisation;
            return new GrantAnswer(
                x.Id,
                x.ListingId,
                desk.Kind.Name,
                known.GetValueOrDefault(x.ListingId)?.PublicContent.Title,
                isOwner,
                x.State,
                x.Sections,
                x.Purpose,
                new OrganisationName(x.OrganisationId, names.GetValueOrDefault(x.OrganisationId)),
                Name(x.AskedBySubject),
                x.AskedAt,
                new AcceptedUndertaking(x.UndertakingVersion, x.UndertakingLanguage, x.UndertakingSha256),
                x.Reason,
                isOwner ? Name(x.DecidedBySubject) : null,
                x.DecidedAt,
                isOwner || x.State == GrantState.Withdrawn ? Name(x.EndedBySubject) : null,
                x.EndedAt,
                isOwner ? views.GetValueOrDefault((x.ListingId, x.OrganisationId)) : null,
                [.. x.AllowedTo(caller)]
            );
        }
    }
}

/// <param name="Language">Of the text that was read.</param>
/// <param name="Sha256">Of that text.</param>
internal sealed record AcceptedUndertaking(string Version, string Language, string Sha256);
