namespace TechTransfer.Matching.Index;

/// <summary>
/// The port to a search engine. It receives tokens, never text, so that every engine finds and ranks the same; it is batch-shaped, and every write
/// carries the listing's version, so a late or repeated write never brings back an older state.
/// </summary>
public interface ISearchIndex
{
    /// <summary>Creates what is missing and opens the index. Throws <see cref="SearchIndexUnavailableException"/> when the engine cannot be used.</summary>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes documents and removals; an entry older than what the index holds is ignored. Durable and visible to searches when it returns.
    /// The result lists the entries that were refused, each with its reason; all others are in. The first write to an index that was lost since and had to be made
    /// again fails, so that whoever writes looks at what it holds.
    /// </summary>
    Task<IReadOnlyList<RefusedWrite>> WriteAsync(IReadOnlyList<IndexWrite> writes, CancellationToken cancellationToken);

    Task<SearchPage> SearchAsync(SearchRequest request, CancellationToken cancellationToken);

    /// <summary>The best candidates of the other kind for a listing, best first, hard constraints applied.</summary>
    Task<IReadOnlyList<Candidate>> FindCandidatesAsync(CandidateRequest request, CancellationToken cancellationToken);

    /// <summary>What the index holds, for drift checks: id and version of every listing, in no order.</summary>
    IAsyncEnumerable<(Guid Id, long Version)> ListAsync(CancellationToken cancellationToken);

    /// <summary>Number of listings that can be found now.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Begins a fresh generation of the index beside the one that is searched; until it is completed both are written. An engine may begin one by itself when it
    /// is opened and finds the form of another version. One that rewrites in place does nothing.
    /// </summary>
    Task BeginRebuildAsync(CancellationToken cancellationToken);

    /// <summary>Makes the fresh generation, if there is one, the one that is searched, from one moment to the next; the old one is dropped.</summary>
    /// <param name="listings">How many it has to hold for that.</param>
    /// <returns>False: it holds fewer, so every listing has to be written again.</returns>
    Task<bool> CompleteRebuildAsync(long listings, CancellationToken cancellationToken);
}

public enum ListingKind
{
    Achievement,
    Demand,
}

/// <summary>One change: <see cref="Document"/> null removes the listing.</summary>
public sealed record IndexWrite(Guid Id, long Version, IndexDocument? Document);

public sealed record RefusedWrite(Guid Id, string Reason);

/// <summary>
/// The text fields of a document: its title, and its whole text (in which the title stands twice), each as words and as character bigrams.
/// One field for the whole text keeps a candidate query of forty tokens at forty postings lists instead of three times as many.
/// </summary>
public enum TextField
{
    TitleWords,
    TitleBigrams,
    TextWords,
    TextBigrams,
}

/// <summary>A listing as the engine sees it. Tokens come from the one analyser; facet values are codes.</summary>
/// <param name="Region">Six-digit division code; searches match its province and city prefixes too.</param>
/// <param name="Industry">GB/T 4754 code with its section letter (C3453); searches match its prefixes too.</param>
/// <param name="Embedding">Unit-length vector, or null when no vectors are trained yet.</param>
/// <param name="Anonymous">Its organisation is neither counted nor found by, only kept from being its own candidate.</param>
/// <param name="HiddenFrom">Organisations that do not find it; with any, visitors do not either.</param>
public sealed record IndexDocument(
    ListingKind Kind,
    Guid OrganisationId,
    IReadOnlyDictionary<TextField, IReadOnlyList<string>> Tokens,
    string? Region,
    string? Industry,
    string? Field,
    int? Trl,
    IReadOnlyList<string> Modes,
    IReadOnlyList<string> Ipc,
    bool Incomplete,
    DateTimeOffset PublishedAt,
    DateTimeOffset? ValidUntil,
    long? PriceFen,
    float[]? Embedding,
    bool Anonymous = false,
    IReadOnlyList<Guid>? HiddenFrom = null
);

/// <summary>A weighted token of a query.</summary>
public sealed record QueryTerm(TextField Field, string Token, float Weight);

/// <summary>
/// The terms of one word of a query: any of them may match. Every group may match, and the more groups match the higher a listing ranks
/// (a listing that matches all groups stands above any that misses one).
/// </summary>
public sealed record QueryGroup(IReadOnlyList<QueryTerm> Terms);

public enum SearchSort
{
    Relevance,
    Newest,
    Closing,
}

public sealed record SearchFilter(
    ListingKind? Kind = null,
    IReadOnlyList<string>? Regions = null,
    IReadOnlyList<string>? Industries = null,
    IReadOnlyList<string>? Fields = null,
    IReadOnlyList<int>? Trls = null,
    IReadOnlyList<string>? Modes = null,
    Guid? OrganisationId = null
);

/// <param name="Groups">Empty: everything that passes the filter.</param>
/// <param name="After">Opaque cursor of the page before; null for the first.</param>
/// <param name="Now">Listings whose validity ended before are left out.</param>
/// <param name="EveryWord">
/// Only listings that hold every group: one of its terms in <see cref="TextField.TextWords"/>, or all of its terms in <see cref="TextField.TextBigrams"/>.
/// </param>
/// <param name="Viewer">The organisation that searches; null is a visitor, to whom nothing is shown that is hidden from anybody.</param>
public sealed record SearchRequest(
    IReadOnlyList<QueryGroup> Groups,
    SearchFilter Filter,
    SearchSort Sort,
    string? After,
    int Limit,
    bool WithFacets,
    DateTimeOffset Now,
    bool EveryWord = false,
    Guid? Viewer = null
);

public sealed record SearchHit(Guid Id, long Version, double Score);

/// <summary>Counts per code. Keys: kind, region, industry, field, trl, mode, organisation. Each facet ignores its own filter.</summary>
public sealed record SearchPage(
    long Total,
    IReadOnlyList<SearchHit> Hits,
    IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> Facets,
    string? Next
);

public sealed record FacetCount(string Code, long Count);

/// <param name="Kind">The kind that is looked for.</param>
/// <param name="Terms">At most 60; more cost without gaining. Asked for when the engine already looks for neighbours, since to find terms takes a while.</param>
/// <param name="Embedding">Adds the nearest neighbours by cosine when not null.</param>
/// <param name="ExcludeOrganisationId">The listing's own organisation: neither what it owns nor what is hidden from it.</param>
/// <param name="HiddenFrom">Organisations that the listing is hidden from: nothing that they own.</param>
public sealed record CandidateRequest(
    ListingKind Kind,
    Lazy<IReadOnlyList<QueryTerm>> Terms,
    float[]? Embedding,
    Guid? ExcludeOrganisationId,
    IReadOnlySet<Guid> ExcludeIds,
    int Limit,
    DateTimeOffset Now,
    IReadOnlyCollection<Guid>? HiddenFrom = null
);

/// <param name="Score">BM25 of the engine; 0 for one found only by its vector.</param>
/// <param name="Cosine">Null when not found by vector.</param>
public sealed record Candidate(Guid Id, long Version, double Score, double? Cosine);

/// <summary>The engine cannot be used; the message is one sentence for the operator.</summary>
public sealed class SearchIndexUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Waiting does not mend it; somebody has to change a setting or the server.</summary>
    public bool Lasts { get; init; }
}
