using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Contracts;

/// <summary>An organisation as answers name it.</summary>
public sealed record NamedOrganisation(Guid Id, string Name);

/// <summary>A listing as answers name it.</summary>
public sealed record NamedListing(Guid Id, string Title);

/// <summary>Names of the organisations and titles of the listings that an answer mentions, as they are now.</summary>
/// <param name="Anonymous">Demands of which nobody is told whose they are.</param>
/// <param name="HiddenFrom">Organisations that may not know of a listing any more, also where they asked about it before.</param>
internal sealed record Names(
    IReadOnlyDictionary<Guid, string> Organisations,
    IReadOnlyDictionary<Guid, string> Titles,
    IReadOnlySet<Guid> Anonymous,
    IReadOnlyDictionary<Guid, List<Guid>> HiddenFrom
)
{
    public NamedOrganisation Organisation(Guid id) => new(id, Organisations.GetValueOrDefault(id, ""));

    /// <summary>Null to an organisation that it is hidden from.</summary>
    public NamedListing? Listing(Guid id, Guid viewer) =>
        HiddenFrom.TryGetValue(id, out var hidden) && hidden.Contains(viewer) ? null : new(id, Titles.GetValueOrDefault(id, ""));

    /// <param name="more">Organisations beyond the sides and brokers of the rows.</param>
    public static async Task<Names> OfAsync(
        ContractsDbContext db,
        IReadOnlyCollection<Pairing> rows,
        IEnumerable<Guid> more,
        CancellationToken cancellationToken
    )
    {
        var organisations = rows.SelectMany(x => new[] { x.DemandSideId, x.AchievementSideId, x.BrokerId ?? Guid.Empty }).Concat(more).ToHashSet();
        var listings = rows.SelectMany(x => new[] { x.DemandId, x.AchievementId }).OfType<Guid>().ToHashSet();
        var known = await db.Listings.AsNoTracking().Where(x => listings.Contains(x.Id)).ToListAsync(cancellationToken);
        return new Names(
            await db.Organisations.Where(x => organisations.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Name, cancellationToken),
            known.ToDictionary(x => x.Id, x => x.Title),
            known.Where(x => x.Anonymous).Select(x => x.Id).ToHashSet(),
            known.Where(x => x.HiddenFrom is not null).ToDictionary(x => x.Id, x => x.HiddenFrom!)
        );
    }
}
