using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Discretion;

/// <param name="Name">What the owner of the listing calls it.</param>
/// <param name="OrganisationId">Empty: nobody has joined with this credit code yet.</param>
public sealed record HiddenOrganisation(string Name, Guid OrganisationId);

/// <summary>The organisations that listings are to be hidden from, by what their owners call them; looked up once, also for all rows of an import's batch.</summary>
public sealed class HiddenNames
{
    private readonly ILookup<string, Guid> _known;

    private HiddenNames(ILookup<string, Guid> known) => _known = known;

    public static async Task<HiddenNames> LoadAsync<TContent>(
        ListingsDbContext<TContent> db,
        IEnumerable<string> named,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var names = named.Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0)
            return new HiddenNames(Enumerable.Empty<Guid>().ToLookup(_ => ""));
        var ids = names.Where(x => Guid.TryParse(x, out _)).Select(Guid.Parse).ToList();
        var rows = await db
            .Organisations.AsNoTracking()
            .Where(x => names.Contains(x.Name) || names.Contains(x.CreditCode!) || ids.Contains(x.Id))
            .Select(x => new
            {
                x.Id,
                x.Name,
                x.CreditCode,
            })
            .ToListAsync(cancellationToken);
        return new HiddenNames(
            rows.SelectMany(x => new[] { x.Name, x.CreditCode, x.Id.ToString() }.OfType<string>().Select(name => (name, x.Id)))
                .ToLookup(x => x.name, x => x.Id, StringComparer.OrdinalIgnoreCase)
        );
    }

    /// <param name="before">What the listing was hidden from until now: a name that its organisation has given up since means what it meant.</param>
    /// <param name="owners">Owner and whoever entered it, from whom nothing can be hidden.</param>
    /// <returns>The organisations named, or what is wrong with which entry.</returns>
    public (IReadOnlyList<HiddenOrganisation> Found, int Wrong, string? Problem) Find(
        IReadOnlyList<string> named,
        IReadOnlyList<HiddenOrganisation> before,
        params ReadOnlySpan<Guid> owners
    )
    {
        var found = new List<HiddenOrganisation>();
        foreach (var (index, name) in named.Index())
        {
            List<Guid> ids = [.. _known[name].Distinct()];
            if (ids.Count == 0)
                ids.AddRange(before.Where(x => x.Name == name).Select(x => x.OrganisationId));
            if (ids.Count == 0 && CreditCode.TryParse(name, out _))
                ids.Add(Guid.Empty);
            if (ids.Count == 0)
                return (
                    [],
                    index,
                    "No organisation has this credit code, id or exact name; of one that has not joined yet only the credit code can be given."
                );
            foreach (var owner in owners)
                if (ids.Contains(owner))
                    return ([], index, "It cannot be hidden from its own organisation.");
            found.AddRange(ids.Select(x => new HiddenOrganisation(name, x)));
        }
        return ([.. found.Distinct()], 0, null);
    }
}
