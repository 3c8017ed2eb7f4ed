using System.Text.Json;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Listings;

/// <summary>
/// Matching's own copy of a listing as its owner last announced it: one row for every listing ever heard of. A closed listing stays as a row without
/// a body, so that a late, older announcement cannot bring it back.
/// </summary>
internal sealed class ListingCopy
{
    public const string Published = "published";
    public const string TakenDown = "takenDown";

    public required Guid Id { get; init; }
    public required ListingKind Kind { get; init; }

    /// <summary>Its half of the ids of its matches (<see cref="MatchId.KeyOf"/>).</summary>
    public required long MatchKey { get; init; }

    /// <summary>The <see cref="Messaging.Stamp"/> of the last announcement; the index and everything derived from the copy go by it.</summary>
    public required long Version { get; set; }

    /// <summary>published, withdrawn, expired or takenDown.</summary>
    public required string State { get; set; }
    public Guid OrganisationId { get; set; }
    public string Region { get; set; } = "";

    /// <summary>Whose it is, <see cref="OrganisationId"/>, is told to nobody.</summary>
    public bool Anonymous { get; set; }

    /// <summary>Organisations that may not know of it; null: everybody may. With any, visitors may not either.</summary>
    public List<Guid>? HiddenFrom { get; set; }
    public DateTimeOffset? PublishedAt { get; set; }
    public DateTimeOffset? ValidUntil { get; set; }

    /// <summary>When it was heard of as public; a revision does not make it arrive again.</summary>
    public DateTimeOffset? ArrivedAt { get; set; }

    /// <summary>The last Published event as JSON: the whole public state. Null when closed.</summary>
    public string? Body { get; set; }

    public bool IsPublic(DateTimeOffset now) => State == Published && !(ValidUntil <= now);

    /// <exception cref="InvalidOperationException">The listing is closed.</exception>
    public PublishedListing Read() =>
        Body is null ? throw new InvalidOperationException($"Listing {Id} is closed.")
        : Kind == ListingKind.Achievement ? PublishedListing.Of(JsonSerializer.Deserialize<AchievementPublished>(Body)!)
        : PublishedListing.Of(JsonSerializer.Deserialize<DemandPublished>(Body)!);

    public static ListingCopy Tombstone(ListingKind kind, Guid id, long version, string state) =>
        new()
        {
            Id = id,
            Kind = kind,
            MatchKey = MatchId.KeyOf(id),
            Version = version,
            State = state,
        };

    public void Close(long version, string state) => (Version, State, Body) = (version, state, null);

    public void Publish(long version, PublishedListing listing, string body, DateTimeOffset now)
    {
        if (Body is null)
            ArrivedAt = now;
        (Version, State, Body) = (version, Published, body);
        (OrganisationId, Region) = (listing.Facts.OrganisationId, listing.Facts.Region ?? "");
        (Anonymous, HiddenFrom) = (listing.Facts.Anonymous, listing.Facts.HiddenFrom.Count == 0 ? null : [.. listing.Facts.HiddenFrom]);
        (PublishedAt, ValidUntil) = (listing.Facts.PublishedAt, listing.Facts.ValidUntil);
    }
}

/// <summary>An organisation's public state, for names and labels.</summary>
internal sealed class OrganisationCopy
{
    public const string Verified = "verified";

    public required Guid Id { get; init; }

    /// <summary>A <see cref="Messaging.Stamp"/>.</summary>
    public required long Version { get; set; }
    public required string Name { get; set; }
    public string? NameEn { get; set; }
    public required string Region { get; set; }
    public required string State { get; set; }

    public string NameIn(Language language) => language.IsEnglish ? NameEn ?? Name : Name;
}

/// <summary>A listing as the ranker compares it, kept so that it is analysed once for each version.</summary>
internal sealed class PreparedCopy
{
    public required Guid ListingId { get; init; }
    public required long Version { get; set; }
    public required byte[] Bytes { get; set; }
}
