namespace TechTransfer.Gateway.Web.Api;

/// <summary>A request to read what is on request in a listing.</summary>
/// <param name="Listing">achievement or demand.</param>
/// <param name="Incoming">It is about a listing of one's own organisation.</param>
/// <param name="Views">How often it was read, for the owner.</param>
public sealed record Grant(
    Guid Id,
    Guid ListingId,
    string Listing,
    string? Title,
    bool Incoming,
    string State,
    IReadOnlyList<string> Sections,
    string Purpose,
    Organisation Organisation,
    string? AskedBy,
    DateTimeOffset AskedAt,
    AcceptedText Undertaking,
    string? Reason,
    string? DecidedBy,
    DateTimeOffset? DecidedAt,
    string? EndedBy,
    DateTimeOffset? EndedAt,
    long? Views,
    IReadOnlyList<string> Allowed
)
{
    public ListingKind Kind => ListingKind.Of(Listing)!;
}

public sealed record AcceptedText(string Version, string Language, string Sha256);

/// <summary>The confidentiality undertaking in each language.</summary>
public sealed record Undertaking(string Version, DateOnly Since, IReadOnlyList<UndertakingIn> Texts);

public sealed record UndertakingIn(string Language, string Text, string Sha256);

/// <summary>Somebody read what was granted to his organisation.</summary>
/// <param name="FileName">Of the attachment that was downloaded.</param>
public sealed record SectionView(
    DateTimeOffset At,
    Organisation Organisation,
    string? Person,
    long Version,
    IReadOnlyList<string> Sections,
    Guid? FileId,
    string? FileName
);
