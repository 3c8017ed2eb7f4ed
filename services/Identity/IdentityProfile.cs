using AutoMapper;
using TechTransfer.Hosting;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity;

/// <summary>From what is stored to what is answered. The destination is the contract: a new column shows up nowhere by itself.</summary>
internal sealed class IdentityProfile : Profile
{
    public const string Language = "language";

    public IdentityProfile() =>
        CreateMap<Organisation, OrganisationView>()
            .ForCtorParam(
                nameof(OrganisationView.RegionName),
                x => x.MapFrom((organisation, context) => Places.Label(organisation.Region, (string)context.Items[Language]))
            )
            // Added where it is known who asks.
            .ForCtorParam(nameof(OrganisationView.StateReason), x => x.MapFrom(_ => (string?)null))
            .ForCtorParam(nameof(OrganisationView.TrustedToSelfPublish), x => x.MapFrom(_ => (bool?)null))
            .ForCtorParam(nameof(OrganisationView.Verified), x => x.MapFrom(organisation => organisation.State == OrganisationState.Verified));
}
