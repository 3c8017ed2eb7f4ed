using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Listings ready to be compared: the stored ones, and in front of them as many as memory is set aside for (<c>Matching:CachedListings</c>, about 2 KB each;
/// by itself as many as a province has). A replica that does not index keeps none, since it is not told what becomes of them.
/// </summary>
internal sealed class PreparedListings(IServiceScopeFactory scopes, IndexerLease lease, IConfiguration configuration)
{
    private readonly int _most = configuration.GetValue("Matching:CachedListings", 100_000);
    private readonly ConcurrentDictionary<Guid, Entry> _cached = new();
    private readonly ConcurrentQueue<Guid> _order = new();

    internal sealed record Entry(long Version, PreparedListing Listing);

    /// <summary>Those of the ids that are published and prepared.</summary>
    public async Task<Dictionary<Guid, Entry>> GetAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<Guid, Entry>(ids.Count);
        var missing = new List<Guid>();
        var keeps = lease.IsHeld;
        foreach (var id in ids)
            if (keeps && _cached.TryGetValue(id, out var entry))
                found[id] = entry;
            else
                missing.Add(id);
        if (missing.Count == 0)
            return found;
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        foreach (var row in await db.Prepared.AsNoTracking().Where(x => missing.Contains(x.ListingId)).ToListAsync(cancellationToken))
        {
            var entry = new Entry(row.Version, PreparedListing.FromBytes(row.Bytes));
            found[row.ListingId] = entry;
            if (keeps)
                Keep(row.ListingId, entry);
        }
        return found;
    }

    /// <summary>Of the copies those that were prepared in the version they have now.</summary>
    public async Task<Dictionary<Guid, PreparedListing>> OfSameVersionAsync(
        IReadOnlyCollection<ListingCopy> copies,
        CancellationToken cancellationToken
    )
    {
        var held = await GetAsync([.. copies.Select(x => x.Id)], cancellationToken);
        return copies
            .Where(x => held.TryGetValue(x.Id, out var entry) && entry.Version == x.Version)
            .ToDictionary(x => x.Id, x => held[x.Id].Listing);
    }

    /// <summary>Call it after the row was committed.</summary>
    public void Put(Guid id, long version, PreparedListing listing) => Keep(id, new Entry(version, listing));

    public void Forget(Guid id) => _cached.TryRemove(id, out _);

    /// <summary>Whoever begins to index does not know what others did before.</summary>
    public void ForgetAll()
    {
        _cached.Clear();
        _order.Clear();
    }

    /// <summary>All published listings in the order of their ids, so that whatever is computed of them comes out the same again.</summary>
    public static async IAsyncEnumerable<PreparedListing> PublishedAsync(MatchingDbContext db)
    {
        var published =
            from prepared in db.Prepared.AsNoTracking()
            join listing in db.Listings on prepared.ListingId equals listing.Id
            where listing.State == ListingCopy.Published
            orderby prepared.ListingId
            select prepared.Bytes;
        await foreach (var bytes in published.AsAsyncEnumerable())
            yield return PreparedListing.FromBytes(bytes);
    }

    private void Keep(Guid id, Entry entry)
    {
        if (_cached.TryAdd(id, entry))
            _order.Enqueue(id);
        else
            _cached.AddOrUpdate(id, entry, (_, held) => held.Version > entry.Version ? held : entry);
        while (_cached.Count > _most && _order.TryDequeue(out var oldest))
            _cached.TryRemove(oldest, out _);
    }
}
