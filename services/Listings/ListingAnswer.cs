using System.Linq.Expressions;
using AutoMapper;
using TechTransfer.Listings.Entries;

namespace TechTransfer.Listings;

/// <summary>The head of a listing's answer; each kind adds its fields.</summary>
public abstract record ListingAnswer
{
    public Guid Id { get; init; }

    /// <summary>achievement or demand (a demand's own <c>kind</c> is something else).</summary>
    public string Listing { get; init; } = "";
    public long Version { get; init; }
    public ListingState State { get; init; }
    public OrganisationAnswer? Organisation { get; init; }
    public string? RegionName { get; init; }
    public string? IndustryName { get; init; }
    public bool InNegotiation { get; init; }
    public bool Contracted { get; init; }
    public bool Incomplete { get; init; }
    public bool Mine { get; init; }

    /// <summary>Sections that exist but that the caller may not see.</summary>
    public IReadOnlyList<string> Locked { get; init; } = [];

    /// <summary>Those of them that the owner may open to an organisation that gives an undertaking (POST grants).</summary>
    public IReadOnlyList<string> OnRequest { get; init; } = [];

    /// <summary>Sections that the owner has opened to the caller's organisation; each reading of them is recorded.</summary>
    public IReadOnlyList<string> ByGrant { get; init; } = [];

    /// <summary>What the caller may do now.</summary>
    public IReadOnlyList<ListingAction> Allowed { get; init; } = [];
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>The listing that it gave way to as a duplicate.</summary>
    public Guid? DuplicateOf { get; init; }

    /// <summary>Who entered it for the organisation, for owner and reviewer; absent when the organisation wrote it itself.</summary>
    public EntryAnswer? Entered { get; init; }

    /// <summary>What needs a second look but is no error, by field.</summary>
    public IReadOnlyDictionary<string, string>? Warnings { get; init; }

    /// <summary>A revision under way, for those who may see it.</summary>
    public PendingAnswer? Pending { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public DateTimeOffset? PublishedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>When it expires; before it is published, the end that the owner stated.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The end that the owner stated, for owner and reviewer; what holds is <see cref="ValidUntil"/>.</summary>
    public DateTimeOffset? StatedUntil { get; init; }
}

public sealed record PendingAnswer(long Version, ListingState State);

/// <param name="Verified">Confirmed by an operator of its region.</param>
/// <param name="HasPage">Everybody may know of it, so it has a public page; not while it is suspended, nor once it is closed.</param>
public sealed record OrganisationAnswer(
    Guid Id,
    string? Name,
    string? NameEn,
    string? CreditCode,
    string? Region,
    string? RegionName,
    bool Verified,
    bool HasPage = false
);

public static class ListingAnswerMapping
{
    private static readonly Expression<Func<ListingAnswer, object?>>[] Head =
    [
        x => x.Id,
        x => x.Listing,
        x => x.Version,
        x => x.State,
        x => x.Organisation,
        x => x.RegionName,
        x => x.IndustryName,
        x => x.InNegotiation,
        x => x.Contracted,
        x => x.Incomplete,
        x => x.Mine,
        x => x.Locked,
        x => x.OnRequest,
        x => x.ByGrant,
        x => x.Allowed,
        x => x.Reasons,
        x => x.DuplicateOf,
        x => x.Entered,
        x => x.Warnings,
        x => x.Pending,
        x => x.CreatedAt,
        x => x.UpdatedAt,
        x => x.SubmittedAt,
        x => x.PublishedAt,
        x => x.ConfirmedAt,
        x => x.ValidUntil,
        x => x.StatedUntil,
    ];

    /// <summary>Says that the head is filled in by the slice and not mapped from the content.</summary>
    public static IMappingExpression<TContent, TAnswer> WithoutHead<TContent, TAnswer>(this IMappingExpression<TContent, TAnswer> map)
        where TAnswer : ListingAnswer
    {
        foreach (var member in Head)
            map.ForMember(((MemberExpression)(member.Body is UnaryExpression boxed ? boxed.Operand : member.Body)).Member.Name, x => x.Ignore());
        return map;
    }
}
