using System.Text.Json.Serialization;
using TechTransfer.Hosting;

namespace TechTransfer.Listings;

/// <summary>
/// What an owner writes about a listing: the body of POST and PUT and, unchanged, the stored document. Immutable; a change is a new version.
/// Enumerated values are text, so that a wrong one is answered by field (422) and an import can report it by line.
/// </summary>
public abstract record ListingContent
{
    public string? Title { get; init; }
    public string? Field { get; init; }
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>GB/T 4754 code with its section letter, "C3453".</summary>
    public string? Industry { get; init; }
    public IReadOnlyList<string>? Themes { get; init; }

    /// <summary>Six-digit division code; the organisation's when left out.</summary>
    public string? Region { get; init; }

    /// <summary>Credit code, id or exact name, when entering for another organisation. Never stored.</summary>
    public string? Organisation { get; init; }

    /// <summary>transfer, licence, equity, joint, commission, service, consulting, open.</summary>
    public IReadOnlyList<string>? Modes { get; init; }
    public Contact? Contact { get; init; }
    public IReadOnlyList<string>? Attachments { get; init; }

    [JsonConverter(typeof(DayOrMoment))]
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>Where an imported row comes from; with <see cref="ExternalId"/> unique per entering organisation.</summary>
    public string? Source { get; init; }
    public string? ExternalId { get; init; }

    /// <summary>The stored picture that stands for it in lists.</summary>
    public virtual Guid? Cover() => null;

    /// <summary>Fields that were filled by prefill and that nobody has confirmed yet; a listing is not submitted with any.</summary>
    public IReadOnlyList<string>? Guessed { get; init; }
}

/// <summary>Whom to reach; sealed until both sides of an introduction accepted.</summary>
public sealed record Contact(string? Name, string? Phone, string? Email);

/// <summary>An amount between two, both in yuan; either may be left out.</summary>
public sealed record MoneyRange(Money? Min, Money? Max);

/// <summary>Modes of cooperation that both kinds of listing name.</summary>
public static class Mode
{
    public static readonly IReadOnlyList<string> All = ["transfer", "licence", "equity", "joint", "commission", "service", "consulting", "open"];
}
