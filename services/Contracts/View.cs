using AutoMapper;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts;

/// <summary>How one caller sees rows: what is named, what is opened to him and what he may do.</summary>
internal sealed record View(Caller Caller, Names Names, DateOnly Today)
{
    /// <summary>By introduction.</summary>
    public IReadOnlyDictionary<Guid, Guid> Deals { get; init; } = new Dictionary<Guid, Guid>();

    /// <summary>Live contracts by deal.</summary>
    public IReadOnlyDictionary<Guid, Guid> Contracts { get; init; } = new Dictionary<Guid, Guid>();

    public static View Of(ResolutionContext context) => (View)context.State;

    /// <summary>Null to whom the listing is hidden from, also where he asked about it, or has a deal on it, from before.</summary>
    public NamedListing? ListingOf(Guid id) => Names.Listing(id, Caller.OrganisationId);

    public Guid? DealOf(Guid introduction) => Deals.TryGetValue(introduction, out var deal) ? deal : null;

    public Guid? ContractOf(Guid deal) => Contracts.TryGetValue(deal, out var contract) ? contract : null;

    public IReadOnlyList<string> AllowedOn(Introduction row) => [.. Permissions.On(row, Caller)];

    public IReadOnlyList<DealStage> AllowedOn(Deal row) => Permissions.MayMove(row, Caller) ? DealStages.AllowedFrom(row.Stage) : [];

    public IReadOnlyList<string> AllowedOn(TechnologyContract row) => [.. Permissions.On(row, Caller)];

    /// <summary>
    /// Whose an anonymous demand is, its own people, the operator of its region and, once both have accepted, the other side and the broker see; null to
    /// everybody else.
    /// </summary>
    public NamedOrganisation? DemandSideOf(Introduction row) =>
        row.DemandId is { } demand
        && Names.Anonymous.Contains(demand)
        && row.State != IntroductionState.Accepted
        && row.DemandSideId != Caller.OrganisationId
        && !Caller.Oversees(row.DemandSideRegion)
            ? null
            : Names.Organisation(row.DemandSideId);

    /// <summary>Sealed until both sides accepted, and then for the two and their broker only.</summary>
    public OpenedContacts? ContactsOf(Introduction row) =>
        row.State == IntroductionState.Accepted && row.SideOf(Caller.OrganisationId) is not null
            ? new OpenedContacts(row.DemandSideContact, row.AchievementSideContact, row.BrokerContact)
            : null;

    public IReadOnlyList<PartyAnswer> PartiesOf(TechnologyContract row) =>
        [
            .. row
                .Parties.OrderBy(x => x.Position)
                .Select(party =>
                {
                    var signature = row.CurrentSignatures.FirstOrDefault(x => x.OrganisationId == party.OrganisationId);
                    return new PartyAnswer(
                        Names.Organisation(party.OrganisationId),
                        party.Role,
                        signature?.SignedAt,
                        signature?.Name,
                        signature?.Method
                    );
                }),
        ];

    public string? NameOf(TimelineRow row) =>
        row.OrganisationId is not { } organisation ? null
        : Names.Organisation(organisation).Name is { Length: > 0 } name ? $"{row.Name} · {name}"
        : row.Name;
}
