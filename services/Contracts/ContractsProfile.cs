using AutoMapper;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Contracts.Signing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Contracts;

/// <summary>
/// Entity → event and entity → answer. The destination record is the contract: contact data has no member in any event, and in an answer only the one
/// that <see cref="View"/> decides on.
/// </summary>
internal sealed class ContractsProfile : Profile
{
    public ContractsProfile()
    {
        CreateMap<Guid, NamedOrganisation>().ConvertUsing((id, _, context) => View.Of(context).Names.Organisation(id));
        CreateMap<Guid, NamedListing>().ConvertUsing((id, _, context) => View.Of(context).ListingOf(id)!);
        MapEvents();
        MapAnswers();
    }

    private void MapEvents()
    {
        CreateMap<Introduction, IntroductionChanged>()
            .ForCtorParam(nameof(IntroductionChanged.IntroductionId), x => x.MapFrom(row => row.Id))
            .ForCtorParam(nameof(IntroductionChanged.Version), x => x.MapFrom(row => row.Revision))
            .ForCtorParam(nameof(IntroductionChanged.State), x => x.MapFrom(row => Code.Of(row.State)))
            .ForCtorParam(nameof(IntroductionChanged.DemandSideOrganisationId), x => x.MapFrom(row => row.DemandSideId))
            .ForCtorParam(nameof(IntroductionChanged.AchievementSideOrganisationId), x => x.MapFrom(row => row.AchievementSideId))
            .ForCtorParam(nameof(IntroductionChanged.BrokerOrganisationId), x => x.MapFrom(row => row.BrokerId))
            .ForCtorParam(nameof(IntroductionChanged.Channel), x => x.MapFrom(row => Code.Of(row.Channel)));
        CreateMap<Deal, DealChanged>()
            .ForCtorParam(nameof(DealChanged.DealId), x => x.MapFrom(row => row.Id))
            .ForCtorParam(nameof(DealChanged.Version), x => x.MapFrom(row => row.Revision))
            .ForCtorParam(nameof(DealChanged.Stage), x => x.MapFrom(row => Code.Of(row.Stage)))
            .ForCtorParam(nameof(DealChanged.DemandSideOrganisationId), x => x.MapFrom(row => row.DemandSideId))
            .ForCtorParam(nameof(DealChanged.AchievementSideOrganisationId), x => x.MapFrom(row => row.AchievementSideId))
            .ForCtorParam(nameof(DealChanged.BrokerOrganisationId), x => x.MapFrom(row => row.BrokerId))
            .ForCtorParam(nameof(DealChanged.Channel), x => x.MapFrom(row => Code.Of(row.Channel)));
        CreateMap<TechnologyContract, ContractChanged>()
            .ForCtorParam(nameof(ContractChanged.ContractId), x => x.MapFrom(row => row.Id))
            .ForCtorParam(nameof(ContractChanged.Version), x => x.MapFrom(row => row.Revision))
            .ForCtorParam(nameof(ContractChanged.State), x => x.MapFrom(row => Code.Of(row.State)))
            .ForCtorParam(nameof(ContractChanged.Type), x => x.MapFrom(row => Code.Of(row.Type)))
            .ForCtorParam(nameof(ContractChanged.Channel), x => x.MapFrom(row => Code.Of(row.Channel)));
    }

    private void MapAnswers()
    {
        CreateMap<Introduction, IntroductionAnswer>()
            .ForMember(x => x.Demand, x => x.MapFrom(row => row.DemandId))
            .ForMember(x => x.Achievement, x => x.MapFrom(row => row.AchievementId))
            .ForMember(x => x.DemandSide, x => x.MapFrom((row, _, _, context) => View.Of(context).DemandSideOf(row)))
            .ForMember(x => x.AchievementSide, x => x.MapFrom(row => row.AchievementSideId))
            .ForMember(x => x.Broker, x => x.MapFrom(row => row.BrokerId))
            .ForMember(
                x => x.Accepted,
                x => x.MapFrom(row => new AcceptedSides(row.HasAccepted(Side.DemandSide), row.HasAccepted(Side.AchievementSide)))
            )
            .ForMember(x => x.DealId, x => x.MapFrom((row, _, _, context) => View.Of(context).DealOf(row.Id)))
            .ForMember(x => x.Allowed, x => x.MapFrom((row, _, _, context) => View.Of(context).AllowedOn(row)))
            .ForMember(x => x.Contact, x => x.MapFrom((row, _, _, context) => View.Of(context).ContactsOf(row)));
        CreateMap<Deal, DealAnswer>()
            .ForMember(x => x.Overdue, x => x.MapFrom((row, _, _, context) => row.NextOn < View.Of(context).Today))
            .ForMember(x => x.Owner, x => x.MapFrom(row => new DealOwner(row.OwnerOrganisationId, row.OwnerName)))
            .ForMember(x => x.Demand, x => x.MapFrom(row => row.DemandId))
            .ForMember(x => x.Achievement, x => x.MapFrom(row => row.AchievementId))
            .ForMember(x => x.DemandSide, x => x.MapFrom(row => row.DemandSideId))
            .ForMember(x => x.AchievementSide, x => x.MapFrom(row => row.AchievementSideId))
            .ForMember(x => x.Broker, x => x.MapFrom(row => row.BrokerId))
            .ForMember(x => x.ContractId, x => x.MapFrom((row, _, _, context) => View.Of(context).ContractOf(row.Id)))
            .ForMember(x => x.AllowedStages, x => x.MapFrom((row, _, _, context) => View.Of(context).AllowedOn(row)))
            .ForMember(x => x.Timeline, x => x.Ignore())
            .ForMember(x => x.Contact, x => x.Ignore());
        CreateMap<TimelineRow, TimelineEntry>()
            .ForCtorParam(nameof(TimelineEntry.By), x => x.MapFrom((row, context) => View.Of(context).NameOf(row)));
        CreateMap<TechnologyContract, ContractAnswer>()
            .ForMember(x => x.Parties, x => x.MapFrom((row, _, _, context) => View.Of(context).PartiesOf(row)))
            .ForMember(x => x.Value, x => x.MapFrom(row => row.ValueFen == null ? (Money?)null : new Money(row.ValueFen.Value)))
            .ForMember(
                x => x.TechnicalValue,
                x => x.MapFrom(row => row.TechnicalValueFen == null ? (Money?)null : new Money(row.TechnicalValueFen.Value))
            )
            .ForMember(x => x.Demand, x => x.MapFrom(row => row.DemandId))
            .ForMember(x => x.Achievement, x => x.MapFrom(row => row.AchievementId))
            .ForMember(x => x.RecordedBy, x => x.MapFrom(row => row.RecordedByOrganisation))
            .ForMember(x => x.Allowed, x => x.MapFrom((row, _, _, context) => View.Of(context).AllowedOn(row)))
            .ForMember(x => x.Document, x => x.Ignore())
            .ForMember(x => x.Clauses, x => x.Ignore())
            .ForMember(x => x.Scans, x => x.Ignore());
        CreateMap<Scan, ScanAnswer>();
    }
}
