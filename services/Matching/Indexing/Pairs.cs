using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Matches;

namespace TechTransfer.Matching.Indexing;

/// <summary>The stored pairs of a batch of listings, while they are being replaced.</summary>
internal sealed class Pairs
{
    private readonly MatchingDbContext _db;
    private readonly Dictionary<(long Demand, long Achievement), StoredMatch> _stored;

    /// <summary>The pairs of each listing of the batch, by its key.</summary>
    private readonly Dictionary<long, List<StoredMatch>> _own;
    private readonly Dictionary<long, Address> _byKey;
    private readonly Dictionary<Guid, long> _keys;
    private readonly HashSet<long> _bereft = [];
    private readonly List<StoredMatch> _new = [];

    private Pairs(MatchingDbContext db, Dictionary<(long, long), StoredMatch> stored, Dictionary<long, Address> byKey, Dictionary<Guid, long> keys)
    {
        (_db, _stored, _byKey, _keys) = (db, stored, byKey, keys);
        _own = keys.Values.ToDictionary(x => x, _ => new List<StoredMatch>());
        foreach (var pair in stored.Values)
            AddOwn(pair);
    }

    public static async Task<Pairs> LoadAsync(MatchingDbContext db, IReadOnlyList<ListingCopy> listings, CancellationToken cancellationToken)
    {
        var demands = listings.Where(x => x.Kind == ListingKind.Demand).Select(x => x.MatchKey).ToList();
        var achievements = listings.Where(x => x.Kind == ListingKind.Achievement).Select(x => x.MatchKey).ToList();
        var stored = await db
            .Matches.Where(x => demands.Contains(x.DemandKey))
            .Concat(db.Matches.Where(x => achievements.Contains(x.AchievementKey)))
            .Distinct()
            .ToListAsync(cancellationToken);
        var pairs = new Pairs(
            db,
            stored.ToDictionary(x => (x.DemandKey, x.AchievementKey)),
            listings.ToDictionary(x => x.MatchKey, x => new Address(x.MatchKey, x.Id, x.Version, x.OrganisationId, x.HiddenFrom)),
            listings.ToDictionary(x => x.Id, x => x.MatchKey)
        );
        var others = stored.Select(x => x.DemandKey).Concat(stored.Select(x => x.AchievementKey)).Distinct().Where(x => !pairs._byKey.ContainsKey(x));
        foreach (var page in others.Chunk(5_000))
            pairs.Know(await Addresses(db.Listings.Where(x => page.Contains(x.MatchKey))).ToListAsync(cancellationToken));
        return pairs;
    }

    /// <summary>Pairs that were not stored before.</summary>
    public IReadOnlyList<StoredMatch> New => _new;

    /// <summary>The partners whose own search holds the listing: they keep the pair, scored anew.</summary>
    public IReadOnlyCollection<Guid> PartnersOf(ListingCopy listing) =>
        [
            .. Of(listing)
                .Where(x => BestOfPartner(listing, x))
                .Select(x => _byKey.GetValueOrDefault(PartnerKey(listing, x)))
                .OfType<Address>()
                .Where(x => MayMeet(listing, x))
                .Select(x => x.Id),
        ];

    public async Task AddPartnersAsync(IEnumerable<Guid> partners, CancellationToken cancellationToken)
    {
        foreach (var page in partners.Distinct().Where(x => !_keys.ContainsKey(x)).Chunk(5_000))
            Know(await Addresses(_db.Listings.Where(x => page.Contains(x.Id) && x.State == ListingCopy.Published)).ToListAsync(cancellationToken));
    }

    /// <summary>Makes the scored partners the pairs of the listing; none for a listing that is no longer public.</summary>
    public void Replace(ListingCopy listing, IReadOnlyList<ScoredPartner> scored, int generation, DateTimeOffset now)
    {
        var ranks = scored
            .Select((x, rank) => (Partner: x, Rank: rank))
            // Asked again of the store: the engine may have answered before it heard of what is hidden from whom.
            .Where(x => _keys.TryGetValue(x.Partner.Id, out var key) && MayMeet(listing, _byKey[key]))
            .ToDictionary(x => _keys[x.Partner.Id]);
        foreach (var pair in Of(listing).ToList())
        {
            var key = PartnerKey(listing, pair);
            var kept = ranks.TryGetValue(key, out var hit) && (hit.Rank < Matcher.Best || BestOfPartner(listing, pair));
            if (kept)
                continue;
            if (BestOfPartner(listing, pair))
                _bereft.Add(key);
            Remove(pair);
        }
        foreach (var (key, (partner, rank)) in ranks)
            Put(listing, key, partner, rank < Matcher.Best, generation, now);
    }

    /// <summary>Listings that lost pairs and have too few left are searched for again, behind everything else.</summary>
    public async Task RequeueBereftAsync(int enough, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await _db.SaveChangesAsync(cancellationToken);
        var poor = new List<(Guid, long)>();
        foreach (var page in _bereft.Where(_byKey.ContainsKey).Chunk(5_000))
        {
            var left = await _db
                .Matches.Where(x => page.Contains(x.DemandKey))
                .Select(x => x.DemandKey)
                .Concat(_db.Matches.Where(x => page.Contains(x.AchievementKey)).Select(x => x.AchievementKey))
                .GroupBy(x => x)
                .Select(x => new { x.Key, Pairs = x.Count() })
                .ToDictionaryAsync(x => x.Key, x => x.Pairs, cancellationToken);
            poor.AddRange(page.Where(x => left.GetValueOrDefault(x) < enough).Select(x => (_byKey[x].Id, _byKey[x].Version)));
        }
        await Requeue.AddAsync(_db, poor, IndexStage.Match, now, cancellationToken);
    }

    private void Put(ListingCopy listing, long partnerKey, ScoredPartner partner, bool best, int generation, DateTimeOffset now)
    {
        var isDemand = listing.Kind == ListingKind.Demand;
        var key = isDemand ? (listing.MatchKey, partnerKey) : (partnerKey, listing.MatchKey);
        if (!_stored.TryGetValue(key, out var pair))
        {
            if (!best)
                return;
            pair = new StoredMatch
            {
                DemandKey = key.Item1,
                AchievementKey = key.Item2,
                Score = 0,
                Level = 1,
                Generation = generation,
                DemandVersion = 0,
                AchievementVersion = 0,
                BestOfDemand = false,
                BestOfAchievement = false,
                FoundAt = now,
            };
            _stored.Add(key, pair);
            AddOwn(pair);
            _db.Matches.Add(pair);
            _new.Add(pair);
        }
        (pair.Score, pair.Level, pair.Generation) = (partner.Score.Score, partner.Score.Level, generation);
        (pair.DemandVersion, pair.AchievementVersion) = isDemand ? (listing.Version, partner.Version) : (partner.Version, listing.Version);
        if (isDemand)
            pair.BestOfDemand = best;
        else
            pair.BestOfAchievement = best;
    }

    private void Remove(StoredMatch pair)
    {
        _stored.Remove((pair.DemandKey, pair.AchievementKey));
        _new.Remove(pair);
        foreach (var key in (long[])[pair.DemandKey, pair.AchievementKey])
            if (_own.TryGetValue(key, out var pairs))
                pairs.Remove(pair);
        _db.Matches.Remove(pair);
    }

    private void AddOwn(StoredMatch pair)
    {
        foreach (var key in (long[])[pair.DemandKey, pair.AchievementKey])
            if (_own.TryGetValue(key, out var pairs))
                pairs.Add(pair);
    }

    private IReadOnlyList<StoredMatch> Of(ListingCopy listing) => _own[listing.MatchKey];

    private static long PartnerKey(ListingCopy listing, StoredMatch pair) =>
        listing.Kind == ListingKind.Demand ? pair.AchievementKey : pair.DemandKey;

    private static bool BestOfPartner(ListingCopy listing, StoredMatch pair) =>
        listing.Kind == ListingKind.Demand ? pair.BestOfAchievement : pair.BestOfDemand;

    private sealed record Address(long Key, Guid Id, long Version, Guid OrganisationId, List<Guid>? HiddenFrom);

    private static bool MayMeet(ListingCopy listing, Address partner) =>
        listing.HiddenFrom?.Contains(partner.OrganisationId) != true && partner.HiddenFrom?.Contains(listing.OrganisationId) != true;

    private static IQueryable<Address> Addresses(IQueryable<ListingCopy> listings) =>
        listings.Select(x => new Address(x.MatchKey, x.Id, x.Version, x.OrganisationId, x.HiddenFrom));

    private void Know(IEnumerable<Address> addresses)
    {
        foreach (var address in addresses)
        {
            _byKey[address.Key] = address;
            _keys[address.Id] = address.Key;
        }
    }
}
