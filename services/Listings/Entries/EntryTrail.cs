using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Entries;

/// <summary>
/// Who entered a listing for an organisation, and who of the organisation made it its own. The first thing that one of its people does with it, but
/// for returning it, does so: "confirm" in the audit trail when it went on to the review, else "takeOver".
/// </summary>
internal static class EntryTrail
{
    /// <summary>Part of recording any action: takes the entry over where the action does, and tells whom it concerns.</summary>
    public static void RecordEntry<TContent>(
        this ListingsDbContext<TContent> db,
        Listing<TContent> listing,
        Caller by,
        string action,
        DateTimeOffset now,
        string kind
    )
        where TContent : ListingContent
    {
        if (!listing.IsEntry)
            return;
        var isOwner = by.OrganisationId == listing.OrganisationId;
        if (isOwner && action != "return")
        {
            listing.TakeOver(now);
            db.AddAudit(listing.Id, by, action == "submit" ? "confirm" : "takeOver", null, now);
        }
        // An import says how many rows it took in; it writes no mail for each, nor does what becomes of them once they are public.
        var step = (isOwner, action) switch
        {
            (true, "return") => "returned",
            (true, _) when action == "submit" || listing.PublishedVersion is null => "confirmed",
            (false, "submit") => "waiting",
            _ => null,
        };
        if (step is not null)
            db.Enqueue(new EntryMoved(listing.Id, listing.Change, kind, listing.OrganisationId, listing.EnteredBySubject, step));
    }

    public static void AddAudit<TContent>(
        this ListingsDbContext<TContent> db,
        Guid listing,
        Caller? by,
        string action,
        string? detail,
        DateTimeOffset now
    )
        where TContent : ListingContent =>
        db.Audit.Add(
            new AuditRow
            {
                ListingId = listing,
                At = now,
                Subject = by?.Subject ?? "system",
                By = by?.Name ?? "system",
                OrganisationId = by?.OrganisationId,
                Action = action,
                Detail = detail,
            }
        );

    /// <summary>
    /// Refuses whoever entered the listing for the organisation, also when he acts for the organisation itself: another of its people confirms it.
    /// </summary>
    public static async Task<ProblemHttpResult?> OwnEntryAsync<TContent>(
        this ListingsDbContext<TContent> db,
        Listing<TContent> listing,
        Caller caller,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        listing.EnteredById != listing.OrganisationId
        && caller.OrganisationId == listing.OrganisationId
        && await db.Audit.AnyAsync(
            x => x.ListingId == listing.Id && x.Subject == caller.Subject && x.OrganisationId == listing.EnteredById,
            cancellationToken
        )
            ? Problem.Forbidden("Whoever entered it for the organisation does not confirm it.")
            : null;

    /// <summary>Null when the organisation wrote it itself.</summary>
    public static async Task<EntryAnswer?> EntryOfAsync<TContent>(
        this ListingsDbContext<TContent> db,
        Listing<TContent> listing,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (listing.EnteredById == listing.OrganisationId)
            return null;
        var organisation = await db.Organisations.Where(x => x.Id == listing.EnteredById).Select(x => x.Name).SingleOrDefaultAsync(cancellationToken);
        var acts = await db
            .Audit.AsNoTracking()
            .Where(x =>
                x.ListingId == listing.Id && (x.Action == "create" || x.Action == "import" || x.Action == "confirm" || x.Action == "takeOver")
            )
            .OrderBy(x => x.Id)
            .Select(x => new { x.By, x.Action })
            .ToListAsync(cancellationToken);
        return new EntryAnswer(
            listing.EnteredById,
            organisation,
            acts.Find(x => x.Action is "create" or "import")?.By,
            listing.CreatedAt,
            listing.OwnedSince,
            acts.Find(x => x.Action is "confirm" or "takeOver")?.By
        );
    }
}

/// <summary>Who entered a listing for its organisation, and who of the organisation confirmed it or took it over.</summary>
/// <param name="OrganisationId">Whom the person who entered it acted for.</param>
/// <param name="ConfirmedAt">Absent while it waits.</param>
public sealed record EntryAnswer(
    Guid OrganisationId,
    string? Organisation,
    string? By,
    DateTimeOffset At,
    DateTimeOffset? ConfirmedAt,
    string? ConfirmedBy
);
