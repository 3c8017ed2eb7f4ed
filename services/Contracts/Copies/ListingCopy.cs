namespace TechTransfer.Contracts.Copies;

internal enum ListingKind
{
    Achievement,
    Demand,
}

/// <summary>What this service knows of a published listing, from its owner's events.</summary>
internal sealed class ListingCopy
{
    public required Guid Id { get; init; }
    public required ListingKind Kind { get; init; }
    public string Title { get; set; } = "";

    /// <summary>Empty when only the end of the listing has been heard of.</summary>
    public Guid OrganisationId { get; set; }
    public string OrganisationName { get; set; } = "";
    public string Region { get; set; } = "";

    /// <summary>Whose it is is told to nobody until both sides of an introduction have accepted.</summary>
    public bool Anonymous { get; set; }

    /// <summary>Organisations that may not know of it; null: everybody may.</summary>
    public List<Guid>? HiddenFrom { get; set; }
    public bool IsOpen { get; set; }

    /// <summary>A <see cref="Messaging.Stamp"/>.</summary>
    public required long Version { get; set; }

    /// <summary>The listing's half of the ids of its matches.</summary>
    public required long MatchKey { get; init; }
}

/// <summary>What this service knows of an organisation, from Identity's events.</summary>
internal sealed class OrganisationCopy
{
    public required Guid Id { get; init; }
    public string Name { get; set; } = "";
    public string? CreditCode { get; set; }
    public string Region { get; set; } = "";
    public string State { get; set; } = "";

    /// <summary>A <see cref="Messaging.Stamp"/>; 0: known by a listing's event only.</summary>
    public required long Version { get; set; }

    /// <summary>Unverified, rejected, suspended and closed ones may not deal; one that only a listing told of is taken as it comes.</summary>
    public bool MayDeal => Version == 0 || State == "verified";
}
