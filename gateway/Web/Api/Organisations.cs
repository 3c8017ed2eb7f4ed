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
