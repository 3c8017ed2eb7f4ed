using FluentValidation.Results;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Discretion;
using TechTransfer.Listings.Entries;
using TechTransfer.Messaging;

namespace TechTransfer.Listings;

/// <summary>
/// What every change of a listing goes through: found among what the caller may know, allowed to him in this state, and saved together with its audit
/// row and its event.
/// </summary>
public sealed class ListingDesk<TContent>(ListingsDbContext<TContent> db, ListingKind<TContent> kind, TimeProvider time)
    where TContent : ListingContent
{
    public ListingsDbContext<TContent> Db => db;
    public ListingKind<TContent> Kind => kind;
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>Null when there is none or the caller may not know of it.</summary>
    public Task<Listing<TContent>?> FindAsync(Guid id, Caller? caller, CancellationToken cancellationToken) =>
        db.VisibleTo(caller).SingleOrDefaultAsync(x => x.Id == id, cancellationToken);

    /// <summary>Finds the listing and asks its state and the caller's standing; exactly one of the two results is set.</summary>
    public async Task<(Step<TContent>? Step, ProblemHttpResult? Refusal)> BeginAsync(
        Guid id,
        ListingAction action,
        Caller caller,
        CancellationToken cancellationToken
    )
    {
        var listing = await FindAsync(id, caller, cancellationToken);
        return listing is null ? (null, Problem.NotFound(kind.Name)) : Begin(listing, action, caller);
    }

    public (Step<TContent>? Step, ProblemHttpResult? Refusal) Begin(Listing<TContent> listing, ListingAction action, Caller caller)
    {
        var standing = caller.StandingOf(listing);
        if (!Lifecycle.MayEver(action, standing))
            return (null, Problem.Forbidden($"Your role does not allow you to {action.Wire()} this {kind.Name}."));
        return listing.Next(action, standing) is { } to
            ? (new Step<TContent>(listing, to, standing), null)
            : (null, Problem.WrongState(listing.Working.Wire(), listing.Allowed(standing).Select(x => x.Wire())));
    }

    /// <summary>
    /// Refuses a decision about another version than the one that was looked at, where the caller says which that was: a decision needs no If-Match,
    /// but the owner may recall and submit anew while somebody reads.
    /// </summary>
    public static ProblemHttpResult? Unread(Listing<TContent> listing, HttpRequest request) =>
        request.IfMatch() is { } seen && seen != listing.Version ? Problem.Stale(listing.Version, Head.Of(listing)) : null;

    /// <summary>Keeps the version that is about to be replaced.</summary>
    public void KeepVersion(Listing<TContent> listing) =>
        db.Versions.Add(
            new VersionRow
            {
                ListingId = listing.Id,
                Version = listing.Version,
                State = listing.Reached,
                ContentJson = listing.ContentJson,
                At = listing.VersionAt,
                By = listing.VersionBy,
            }
        );

    /// <summary>
    /// Before what is public changes, or who may know of it: hides the listing from whom its version in work names, and the public one beside it, and brings up
    /// to date what an anonymous one shows of place and industry.
    /// </summary>
    /// <returns>What is wrong with what the version in work names.</returns>
    public async Task<ProblemHttpResult?> ConcealAsync(Listing<TContent> listing, CancellationToken cancellationToken)
    {
        var named = kind.HiddenFrom(listing.Content);
        var names = await HiddenNames.LoadAsync(db, named, cancellationToken);
        var (found, wrong, problem) = names.Find(named, listing.Hidden, listing.OrganisationId, listing.EnteredById);
        if (problem is not null)
            return Problem.Invalid($"hiddenFrom[{wrong}]", problem);
        await ConcealAsync(listing, found, cancellationToken);
        return null;
    }

    /// <param name="from">What the version in work names.</param>
    internal async Task ConcealAsync(Listing<TContent> listing, IReadOnlyList<HiddenOrganisation> from, CancellationToken cancellationToken)
    {
        // Until another version is public its own list holds too.
        var still = listing.PublicJson is null ? [] : kind.HiddenFrom(listing.PublicContent);
        listing.Hide([.. from.Union(listing.Hidden.Where(x => still.Contains(x.Name)))]);
        listing.ShowAs(kind.IsAnonymous(listing.PublicContent) ? await Veils.OfAsync(db, listing, cancellationToken) : null);
    }

    /// <summary>Adds the audit row and, when what the public sees has changed, the event. The caller saves.</summary>
    /// <param name="by">Null: the service itself.</param>
    /// <param name="organisation">The owner, null when nothing is known of it yet.</param>
    public void Record(Listing<TContent> listing, Caller? by, string action, string? detail, Announcement announcement, OrganisationRow? organisation)
    {
        listing.Change++;
        if (by is not null)
            db.RecordEntry(listing, by, action, Now, kind.Name);
        db.AddAudit(listing.Id, by, action, detail, Now);
        if (announcement == Announcement.None)
            return;
        listing.Announce();
        if (announcement == Announcement.Published)
            db.Enqueue(kind.Published(PublicForm(listing, organisation)));
        else
            db.Enqueue(kind.Closed(listing.Id, listing.Change, listing.State.Wire(), null));
    }

    /// <summary>Records and saves, the owner's name looked up when the event needs it.</summary>
    public async Task SaveAsync(
        Listing<TContent> listing,
        Caller? by,
        string action,
        string? detail,
        Announcement announcement,
        CancellationToken cancellationToken
    )
    {
        var organisation =
            announcement == Announcement.Published ? await db.Organisations.FindAsync([listing.OrganisationId], cancellationToken) : null;
        Record(listing, by, action, detail, announcement, organisation);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>A new version in work, with the one before kept; what is public stays so.</summary>
    public Task ReviseAsync(Listing<TContent> listing, TContent content, Caller by, string action, CancellationToken cancellationToken)
    {
        KeepVersion(listing);
        listing.Revise(content, by.Name, Now);
        return SaveAsync(listing, by, action, $"version {listing.Version}", Announcement.None, cancellationToken);
    }

    public PublicListing<TContent> PublicForm(Listing<TContent> listing, OrganisationRow? organisation) =>
        new(
            listing.Id,
            listing.Change,
            listing.OrganisationId,
            kind.IsAnonymous(listing.PublicContent) ? "" : organisation?.Name ?? "",
            listing.InNegotiation,
            listing.Contracted,
            listing.Incomplete,
            listing.PublishedAt!.Value,
            listing.ConfirmedAt!.Value,
            listing.ValidUntil,
            listing.Bulk,
            kind.IsAnonymous(listing.PublicContent),
            listing.HiddenFrom,
            kind.Disclose(listing, listing.PublicContent, Audience.Public).Content
        );

    /// <summary>What submission lacks, by field; empty when nothing.</summary>
    public ValidationResult Lacks(TContent content) => kind.Needs.Validate(content);

    /// <summary>The fields that those of these listings lack which were published without them.</summary>
    public async Task<Dictionary<Guid, IReadOnlyList<string>>> MissingAsync(IReadOnlyList<Guid> ids, CancellationToken cancellationToken)
    {
        var thin = await db.Listings.AsNoTracking().Where(x => ids.Contains(x.Id) && x.Incomplete).ToListAsync(cancellationToken);
        return thin.ToDictionary(
            x => x.Id,
            x => (IReadOnlyList<string>)[.. Lacks(x.Content).Errors.Select(e => e.PropertyName).Distinct(StringComparer.Ordinal)]
        );
    }
}

/// <summary>A change that is allowed: the listing, the state it leads to and what the caller is to it.</summary>
public sealed record Step<TContent>(Listing<TContent> Listing, ListingState To, Standing Standing)
    where TContent : ListingContent;

/// <summary>What other services are told.</summary>
public enum Announcement
{
    None,
    Published,
    Closed,
}

internal static class Wording
{
    /// <summary>The form a name has in JSON: camelCase.</summary>
    public static string Wire<T>(this T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    public static ProblemHttpResult ToProblem(this ValidationResult result) => Problem.Invalid(result.ByField());

    public static Dictionary<string, string[]> ByField(this ValidationResult result) =>
        result
            .Errors.GroupBy(x => x.PropertyName, StringComparer.Ordinal)
            .ToDictionary(x => x.Key, x => x.Select(e => e.ErrorMessage).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
}
