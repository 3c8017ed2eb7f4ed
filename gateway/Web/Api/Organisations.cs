namespace TechTransfer.Gateway.Web.Api;

/// <summary>An organisation as everybody sees it.</summary>
public sealed record PublicOrganisation(
    Guid Id,
    string Name,
    string? NameEn,
    string? CreditCode,
    string Kind,
    string Region,
    string RegionName,
    string State,
    bool Verified,
    bool IsPlaceholder
)
{
    public string Path => $"/organisations/{Id}";

    /// <summary>Verified, or named by an import and not yet claimed; suspended and closed ones have no page, not for their own people either.</summary>
    public bool IsPublic => Verified || IsPlaceholder && State == "unverified";
}

/// <summary>How it answers introductions, in steps of ten; null while there were too few to say.</summary>
public sealed record ResponseRate(int Months, int? ResponsePercent);

/// <summary>Transfer institutions and their brokers; regions and specialities with counts come with the first page.</summary>
public sealed record BrokerDirectory(
    IReadOnlyList<Institution> Items,
    string? Next,
    IReadOnlyList<Facet>? Regions,
    IReadOnlyList<Facet>? Specialities
);

public sealed record Institution(
    Guid Id,
    string Name,
    string? NameEn,
    string RegionName,
    IReadOnlyList<Coded> Specialities,
    IReadOnlyList<ListedBroker> Brokers
)
{
    public string NameIn(TechTransfer.Theme.Language language) => language == TechTransfer.Theme.Language.English ? NameEn ?? Name : Name;
}

public sealed record ListedBroker(string Name, IReadOnlyList<Coded> Specialities);

/// <summary>What an organisation of brokers has in hand, and has brought to a contract.</summary>
public sealed record Caseload(Guid OrganisationId, int OpenDeals, int Contracts);

/// <summary>A broker's own entry.</summary>
public sealed record BrokerEntry(bool Listed, IReadOnlyList<string> Specialities);
