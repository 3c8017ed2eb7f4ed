using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>How much a text says about what the listing is: BM25 fields and term weights go by it.</summary>
public enum TextRole
{
    Title,
    Summary,
    Body,
}

/// <summary>One text of a listing. <paramref name="Field"/> is its name in the public API; offsets of shared terms refer to it.</summary>
public sealed record ListingText(string Field, TextRole Role, string Text);

/// <summary>
/// A target of a demand or a parameter of an achievement. Values are text as the owner wrote it; a parameter has the comparator "=".
/// </summary>
/// <param name="Comparator">=, &gt;=, &lt;=, &gt;, &lt; or range (then Min and Max).</param>
public sealed record ParameterFact(
    string Name,
    string Comparator,
    string? Value,
    string? Min = null,
    string? Max = null,
    string? Unit = null,
    string? Text = null
);

/// <summary>What matching knows of a listing, the same shape for both kinds. Only what everybody may see belongs in here.</summary>
public sealed record ListingFacts(Guid Id, ListingKind Kind, Guid OrganisationId, IReadOnlyList<ListingText> Texts)
{
    /// <summary>Searched and compared, but not quoted as shared terms, since they are no running text.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Targets (demand) or parameters (achievement).</summary>
    public IReadOnlyList<ParameterFact> Parameters { get; init; } = [];

    /// <summary>Readiness wanted or offered, 1–9.</summary>
    public int? Trl { get; init; }

    public bool TrlDerived { get; init; }

    /// <summary>Modes of cooperation by their API names.</summary>
    public IReadOnlyList<string> Modes { get; init; } = [];

    /// <summary>Budget (demand) or price (achievement) in fen; null when open or not public.</summary>
    public long? MoneyMinFen { get; init; }

    public long? MoneyMaxFen { get; init; }

    /// <summary>Six-digit division code.</summary>
    public string? Region { get; init; }

    /// <summary>GB/T 4754 code with its section letter.</summary>
    public string? Industry { get; init; }

    public string? Field { get; init; }

    public IReadOnlyList<string> Ipc { get; init; } = [];

    public bool Incomplete { get; init; }

    /// <summary>Its organisation is told to nobody.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Organisations whose listings it is never matched with, and which never see it; with any, visitors do not see it either.</summary>
    public IReadOnlyList<Guid> HiddenFrom { get; init; } = [];

    public DateTimeOffset PublishedAt { get; init; }

    /// <summary>When its owner last said that it still holds.</summary>
    public DateTimeOffset ConfirmedAt { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }
}
