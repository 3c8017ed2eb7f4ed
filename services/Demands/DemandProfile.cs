using AutoMapper;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings;

namespace TechTransfer.Demands;

/// <summary>From what disclosure left of a demand to the answer and the event; the destination records are the contract.</summary>
public sealed class DemandProfile : Profile
{
    public DemandProfile()
    {
        CreateMap<DemandContent, DemandAnswer>().WithoutHead();
        CreateMap<Target, PublishedTarget>().ForCtorParam("Comparator", x => x.MapFrom(t => t.Comparator ?? "="));
        CreateMap<PublicListing<DemandContent>, DemandPublished>()
            .ForCtorParam("DemandId", x => x.MapFrom(l => l.Id))
            .ForCtorParam("Region", x => x.MapFrom(l => l.Content.Region))
            .ForCtorParam("Title", x => x.MapFrom(l => l.Content.Title))
            .ForCtorParam("Kind", x => x.MapFrom(l => l.Content.Kind))
            .ForCtorParam("Background", x => x.MapFrom(l => l.Content.Background))
            .ForCtorParam("Content", x => x.MapFrom(l => l.Content.Content))
            .ForCtorParam("Targets", x => x.MapFrom(l => l.Content.Targets ?? Array.Empty<Target>()))
            .ForCtorParam("Basis", x => x.MapFrom(l => l.Content.Basis))
            .ForCtorParam("Tried", x => x.MapFrom(l => l.Content.Tried))
            .ForCtorParam("Constraints", x => x.MapFrom(l => l.Content.Constraints))
            .ForCtorParam("TrlWanted", x => x.MapFrom(l => l.Content.TrlWanted))
            .ForCtorParam("Modes", x => x.MapFrom(l => l.Content.Modes ?? Array.Empty<string>()))
            .ForCtorParam("IpTerms", x => x.MapFrom(l => l.Content.IpTerms))
            .ForCtorParam("BudgetMinFen", x => x.MapFrom(l => MinOf(l.Content)))
            .ForCtorParam("BudgetMaxFen", x => x.MapFrom(l => MaxOf(l.Content)))
            .ForCtorParam("Urgency", x => x.MapFrom(l => l.Content.Urgency))
            .ForCtorParam("Deadline", x => x.MapFrom(l => l.Content.Deadline))
            .ForCtorParam("PreferredPartners", x => x.MapFrom(l => l.Content.PreferredPartners ?? Array.Empty<string>()))
            .ForCtorParam("Field", x => x.MapFrom(l => l.Content.Field))
            .ForCtorParam("Keywords", x => x.MapFrom(l => l.Content.Keywords ?? Array.Empty<string>()))
            .ForCtorParam("Industry", x => x.MapFrom(l => l.Content.Industry))
            .ForCtorParam("Themes", x => x.MapFrom(l => l.Content.Themes ?? Array.Empty<string>()));
    }

    private static long? MinOf(DemandContent content) => content.Budget?.Min?.Fen;

    private static long? MaxOf(DemandContent content) => content.Budget?.Max?.Fen;
}
