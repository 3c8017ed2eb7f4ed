using AutoMapper;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Listings;

/// <summary>What Matching knows of a published listing of either kind: public sections only, since nothing else ever arrives.</summary>
/// <param name="CoverId">Its picture, which the owning service hands out.</param>
/// <param name="DemandKind">problem, adoption, …; null for an achievement.</param>
internal sealed record PublishedListing(
    ListingFacts Facts,
    string OrganisationName,
    string Title,
    string? Summary,
    string? DemandKind,
    bool InNegotiation,
    bool Contracted,
    Guid? CoverId = null
)
{
    internal static readonly MapperConfiguration Mapping = new(mapping => mapping.AddProfile<ListingProfile>());
    private static readonly IMapper Mapper = Mapping.CreateMapper();

    public Guid Id => Facts.Id;
    public ListingKind Kind => Facts.Kind;

    public static PublishedListing Of(AchievementPublished e) =>
        new(Mapper.Map<ListingFacts>(e), e.OrganisationName, e.Title, e.Summary, null, e.InNegotiation, e.Contracted, e.CoverId);

    public static PublishedListing Of(DemandPublished e) =>
        new(Mapper.Map<ListingFacts>(e), e.OrganisationName, e.Title, e.Content ?? e.Background, e.Kind, e.InNegotiation, e.Contracted);
}
