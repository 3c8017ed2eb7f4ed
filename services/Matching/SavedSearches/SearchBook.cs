using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>A saved search that finds a listing.</summary>
internal sealed record FoundBy(Guid ListingId, Guid SearchId, string Subject, Guid OrganisationId, DateTimeOffset Since, Tell Tell);

/// <summary>
/// The saved searches turned round: under each condition the rules that stand there, so that a listing meets those it may be found by and no others are looked
/// at. The rules of the whole store are held in memory, some hundred bytes each; the store is asked only what changed since.
/// </summary>
internal sealed class SearchBook(Generations generations) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<RuleKey, int> _keys = [];
    private readonly List<List<Rule>?> _standing = [];
    private readonly Dictionary<Guid, Rule> _rules = [];
    private bool[] _met = [];
    private long _listing;
    private long? _seen;

    public void Dispose() => _turn.Dispose();

    /// <summary>The saved searches that find each of these listings, with every change that was committed before the call.</summary>
    public async Task<IReadOnlyList<FoundBy>> FindAsync(
        MatchingDbContext db,
        IReadOnlyList<ListingTerms> listings,
        CancellationToken cancellationToken
    )
    {
        if (listings.Count == 0)
            return [];
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await CatchUpAsync(db, cancellationToken);
            return _rules.Count == 0 ? [] : [.. listings.SelectMany(Find)];
        }
        finally
        {
            _turn.Release();
        }
    }

    private List<FoundBy> Find(ListingTerms listing)
    {
        if (_met.Length < _keys.Count)
            _met = new bool[_keys.Count * 2];
        var met = AnchorKeys.Of(listing).Select(key => _keys.GetValueOrDefault(key, -1)).Where(key => key >= 0).ToList();
        foreach (var key in met)
            _met[key] = true;
        _listing++;
        var found = new List<FoundBy>();
        foreach (var key in met)
        foreach (var rule in CollectionsMarshal.AsSpan(_standing[key]))
        {
            if (rule.AskedFor == _listing)
                continue;
            rule.AskedFor = _listing;
            if (rule.Holds(_met) && SearchRule.Passes(rule.Filter, listing))
                found.Add(rule.FoundBy with { ListingId = listing.Facts.Id });
        }
        foreach (var key in met)
            _met[key] = false;
        return found;
    }

    private async Task CatchUpAsync(MatchingDbContext db, CancellationToken cancellationToken)
    {
        var (_, generation) = await generations.GetAsync(cancellationToken);
        if (_seen is { } seen)
        {
            var changes = await db.SearchChanges.AsNoTracking().Where(x => x.Version > seen).OrderBy(x => x.Version).ToListAsync(cancellationToken);
            if (changes.Count == 0)
                return;
            if (changes[0].Version == seen + 1)
            {
                var ids = changes.Select(x => x.SearchId).Distinct().ToList();
                var changed = await db.SavedSearches.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
                ids.ForEach(Remove);
                changed.ForEach(search => Add(search, generation.Statistics));
                _seen = changes[^1].Version;
                return;
            }
        }
        // Behind the first listing after a start, or too far behind. What changes while this is read is read again next time.
        _seen = null;
        var last = await db.LastSearchChanges.MaxAsync(x => (long?)x.Version, cancellationToken) ?? 0;
        _keys.Clear();
        _standing.Clear();
        _rules.Clear();
        await foreach (var search in db.SavedSearches.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
            Add(search, generation.Statistics);
        _seen = last;
    }

    private void Add(SavedSearch search, CorpusStatistics statistics)
    {
        var rule = SearchRule.Read(search.Rule);
        var anchors = AnchorKeys.Of(rule, statistics).Select(KeyOf).ToArray();
        var added = new Rule(
            new FoundBy(Guid.Empty, search.Id, search.Subject, search.OrganisationId, search.Since, search.Tell),
            [
                .. rule.Words.Select(x => new RuleWord(
                    [.. x.Any.Select(RuleKey.Word).Select(KeyOf)],
                    [.. x.Together.Select(RuleKey.Pair).Select(KeyOf)]
                )),
            ],
            rule.Filter,
            anchors
        );
        _rules.Add(search.Id, added);
        foreach (var anchor in anchors)
            (_standing[anchor] ??= []).Add(added);
    }

    private void Remove(Guid search)
    {
        if (!_rules.Remove(search, out var rule))
            return;
        foreach (var anchor in rule.Anchors)
            _standing[anchor]!.Remove(rule);
    }

    private int KeyOf(RuleKey key)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out var known);
        if (!known)
        {
            number = _standing.Count;
            _standing.Add(null);
        }
        return number;
    }

    private sealed class Rule(FoundBy foundBy, RuleWord[] words, SearchFilter filter, int[] anchors)
    {
        public FoundBy FoundBy => foundBy;
        public SearchFilter Filter => filter;
        public int[] Anchors => anchors;

        /// <summary>A rule that stands under several keys of a listing is asked once.</summary>
        public long AskedFor { get; set; }

        public bool Holds(bool[] met)
        {
            foreach (var word in words)
                if (!word.IsIn(met))
                    return false;
            return true;
        }
    }

    /// <summary>A <see cref="SearchedWord"/> in the numbers of its keys.</summary>
    private readonly record struct RuleWord(int[] Any, int[] Together)
    {
        public bool IsIn(bool[] met)
        {
            foreach (var key in Any)
                if (met[key])
                    return true;
            foreach (var key in Together)
                if (!met[key])
                    return false;
            return Together.Length > 0;
        }
    }
}
