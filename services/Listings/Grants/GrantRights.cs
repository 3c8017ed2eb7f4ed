using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings.Entries;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Grants;

/// <summary>Who may see and change requests and grants, as a filter of the query itself, and what every change of one goes through.</summary>
internal static class GrantRights
{
    /// <summary>Whoever acts for an organisation in its business: an operator's or administrator's role alone gives nothing in its name.</summary>
    public static bool MayAsk(this Caller caller) =>
        caller.Is(Roles.Member) || caller.IsManager || caller.IsClient || caller.Is(Roles.Signatory) || caller.IsBroker;

    public static bool MayDecide(this Caller caller) => caller.IsManager || caller.IsClient;

    /// <summary>Those about the organisation's own listings.</summary>
    public static IQueryable<GrantRow> GrantsReceivedBy<TContent>(this ListingsDbContext<TContent> db, Guid organisation)
        where TContent : ListingContent =>
        db.Grants.Where(x =>
            db.Listings.Any(y => y.Id == x.ListingId && y.OrganisationId == organisation && (y.OwnedSince != null || y.PublishedVersion != null))
        );

    public static IQueryable<GrantRow> GrantsAskedBy<TContent>(this ListingsDbContext<TContent> db, Guid organisation)
        where TContent : ListingContent => db.Grants.Where(x => x.OrganisationId == organisation);

    /// <summary>What the caller may do with one that is his organisation's, on either side.</summary>
    public static IEnumerable<string> AllowedTo(this GrantRow grant, Caller caller)
    {
        if (grant.OrganisationId == caller.OrganisationId)
        {
            if (grant.IsOpen && caller.MayAsk())
                yield return "withdraw";
            yield break;
        }
        if (!caller.MayDecide())
            yield break;
        if (grant.State == GrantState.Granted)
            yield return "revoke";
        if (grant.State != GrantState.Asked)
            yield break;
        // The same person on both sides does not let himself in.
        if (grant.AskedBySubject != caller.Subject)
            yield return "grant";
        yield return "refuse";
    }

    /// <summary>Adds the audit row, and the event for whom it is news. The caller saves.</summary>
    /// <param name="owner">Whose listing it is; null: it is news for nobody else.</param>
    /// <param name="step">asked, granted, refused, withdrawn or revoked.</param>
    public static void RecordGrant<TContent>(this ListingDesk<TContent> desk, GrantRow grant, Guid? owner, Caller by, string step)
        where TContent : ListingContent
    {
        desk.Db.AddAudit(grant.ListingId, by, "access." + step, string.Join(", ", grant.Sections), desk.Now);
        if (owner is { } told)
            desk.Db.Enqueue(
                new GrantMoved(grant.Id, grant.Change, desk.Kind.Name, grant.ListingId, told, grant.OrganisationId, grant.AskedBySubject, step)
            );
    }

    /// <summary>Remembers how who calls is called; the last one holds.</summary>
    public static Task<int> NameAsync<TContent>(this ListingsDbContext<TContent> db, Caller caller, CancellationToken cancellationToken)
        where TContent : ListingContent =>
        db.Database.ExecuteSqlAsync(
            $"INSERT INTO people (subject, name) VALUES ({caller.Subject}, {caller.Name}) ON CONFLICT (subject) DO UPDATE SET name = excluded.name WHERE people.name <> excluded.name",
            cancellationToken
        );

    public static Task<Dictionary<string, string>> PeopleAsync<TContent>(
        this ListingsDbContext<TContent> db,
        IEnumerable<string?> subjects,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var wanted = subjects.OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return db.People.Where(x => wanted.Contains(x.Subject)).ToDictionaryAsync(x => x.Subject, x => x.Name, cancellationToken);
    }
}
