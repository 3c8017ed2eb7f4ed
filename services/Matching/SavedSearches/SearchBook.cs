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
    /// <summary>Asked for every listing that is indexed, so translated once.</summary>
    private static readonly Func<MatchingDbContext, long, IAsyncEnumerable<SearchChange>> ChangesBehind = EF.CompileAsyncQuery(
        (MatchingDbContext db, long seen) => db.SearchChanges.AsNoTracking().OrderBy(x => x.Version).Where(x => x.Version > seen)
    );

    private readonly SemaphoreSlim _turn = new(1, 1);
    private Pages _pages = new();
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
            return [.. listings.SelectMany(_pages.Find)];
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CatchUpAsync(MatchingDbContext db, CancellationToken cancellationToken)
    {
        var (_, generation) = await generations.GetAsync(cancellationToken);
        if (_seen is { } seen)
        {
            var changes = await ChangesBehind(db, seen).ToListAsync(cancellationToken);
            if (changes.Count == 0)
                return;
            if (changes[0].Version == seen + 1)
            {
                var ids = changes.Select(x => x.SearchId).Distinct().ToList();
                var changed = await db.SavedSearches.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
                ids.ForEach(_pages.Remove);
                changed.ForEach(search => _pages.Add(search, generation.Statistics));
                _seen = changes[^1].Version;
                return;
            }
        }
        // Behind the first listing after a start, or too far behind. What changes while this is read is read again next time.
        var last = await db.LastSearchChanges.MaxAsync(x => (long?)x.Version, cancellationToken) ?? 0;
        var pages = new Pages();
        await foreach (var search in db.SavedSearches.AsNoTracking().AsAsyncEnumerable().WithCancellation(cancellationToken))
            pages.Add(search, generation.Statistics);
        (_pages, _seen) = (pages, last);
    }

    /// <summary>Keys, conditions and rules by number. A rule stands under the first of its conditions, the one that the fewest listings meet.</summary>
    private sealed class Pages
    {
        private readonly Dictionary<ListingKey, int> _keys = [];

        /// <summary>For each key the conditions that may be met by who has it.</summary>
        private readonly List<List<int>> _conditionsOf = [];

        private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
        private readonly List<Numbers> _conditions = [];
        private readonly List<List<Standing>> _standing = [];
        private readonly Dictionary<Guid, Rule> _rules = [];
        private bool[] _has = [];
        private bool[] _meets = [];

        public List<FoundBy> Find(ListingTerms listing)
        {
            if (_has.Length < _keys.Count)
                _has = new bool[_keys.Count * 2];
            if (_meets.Length < _conditions.Count)
                _meets = new bool[_conditions.Count * 2];
            var keys = new List<int>();
            foreach (var key in Conditions.KeysOf(listing))
                if (_keys.TryGetValue(key, out var number))
                {
                    keys.Add(number);
                    _has[number] = true;
                }
            var met = new List<int>();
            foreach (var key in keys)
            foreach (var condition in _conditionsOf[key])
                if (!_meets[condition] && _conditions[condition].IsMetBy(_has))
                {
                    met.Add(condition);
                    _meets[condition] = true;
                }
            var found = new List<FoundBy>();
            foreach (var condition in met)
            foreach (var one in CollectionsMarshal.AsSpan(_standing[condition]))
                // Most rules fail by their second condition, which stands here so that the rule itself need not be fetched.
                if (_meets[one.Second] && one.Rule.IsMetBy(_meets))
                    found.Add(one.Rule.FoundBy with { ListingId = listing.Facts.Id });
            keys.ForEach(key => _has[key] = false);
            met.ForEach(condition => _meets[condition] = false);
            return found;
        }

        public void Add(SavedSearch search, CorpusStatistics statistics)
        {
            var conditions = Conditions.Of(SearchRule.Read(search.Rule), statistics).Select(NumberOf).ToArray();
            var rule = new Rule(new FoundBy(Guid.Empty, search.Id, search.Subject, search.OrganisationId, search.Since, search.Tell), conditions);
            _rules.Add(search.Id, rule);
            _standing[conditions[0]].Add(new Standing(conditions[Math.Min(1, conditions.Length - 1)], rule));
        }

        public void Remove(Guid search)
        {
            if (_rules.Remove(search, out var rule))
                _standing[rule.Conditions[0]].RemoveAll(x => x.Rule == rule);
        }

        private int NumberOf(Condition condition)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, condition.Name, out var known);
            if (known)
                return number;
            number = _conditions.Count;
            var (any, together) = (condition.Any.Select(NumberOf).ToArray(), condition.Together.Select(NumberOf).ToArray());
            _conditions.Add(new Numbers(any, together));
            _standing.Add([]);
            foreach (var key in any.Concat(together.Take(1)))
                _conditionsOf[key].Add(number);
            return number;
        }

        private int NumberOf(ListingKey key)
        {
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_keys, key, out var known);
            if (!known)
            {
                number = _conditionsOf.Count;
                _conditionsOf.Add([]);
            }
            return number;
        }
    }

    /// <param name="Second">Another condition of the rule; the same again when it has only one.</param>
    private readonly record struct Standing(int Second, Rule Rule);

    private sealed class Rule(FoundBy foundBy, int[] conditions)
    {
        public FoundBy FoundBy => foundBy;
        public int[] Conditions => conditions;

        public bool IsMetBy(bool[] meets)
        {
            foreach (var condition in conditions)
                if (!meets[condition])
                    return false;
            return true;
        }
    }

    /// <summary>A <see cref="Condition"/> in the numbers of its keys.</summary>
    private readonly record struct Numbers(int[] Any, int[] Together)
    {
        public bool IsMetBy(bool[] has)
        {
            foreach (var key in Any)
                if (has[key])
                    return true;
            foreach (var key in Together)
                if (!has[key])
                    return false;
            return Together.Length > 0;
        }
    }
}
