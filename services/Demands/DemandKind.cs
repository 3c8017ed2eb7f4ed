using AutoMapper;
using FluentValidation;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings;
using TechTransfer.Listings.Files;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Listings.Prefill;

namespace TechTransfer.Demands;

/// <summary>What is particular to demands among listings.</summary>
internal sealed class DemandKind(IMapper mapper) : ListingKind<DemandContent>
{
    private const int ValidMonths = 12;
    private const string Attachments = "attachments";

    public override string Name => "demand";
    public override string Plural => "demands";
    public override Type AnswerType => typeof(DemandAnswer);
    public override IValidator<DemandContent> Limits { get; } = new DemandLimits();
    public override IValidator<DemandContent> Needs { get; } = new DemandNeeds();

    public override ImportWords ImportWords { get; } = ImportWords.Read(typeof(DemandKind).Assembly);

    public override DemandContent Normalise(DemandContent content) =>
        content with
        {
            Title = content.Title?.Trim(),
            Industry = Industries.Normalise(content.Industry) ?? content.Industry,
            HiddenFrom = content.HiddenFrom?.Select(x => CreditCode.TryParse(x, out var code) ? code : x?.Trim()!).ToList(),
            Organisation = null,
        };

    public override DemandContent Reviewed(DemandContent content) =>
        content with
        {
            Contact = null,
            Budget = null,
            BudgetVisible = null,
            Deadline = null,
            ValidUntil = null,
            HiddenFrom = null,
        };

    /// <summary>Its deadline or stated end, the earlier of the two, and at most twelve months.</summary>
    public override DateTimeOffset ValidUntil(DemandContent content, DateTimeOffset now) =>
        new[] { content.Deadline, content.ValidUntil, now.AddMonths(ValidMonths) }.OfType<DateTimeOffset>().Min();

    public override DemandContent WithFiles(DemandContent content, FileRole role, IReadOnlyList<string> files) =>
        content with
        {
            Attachments = files,
        };

    public override Disclosed<DemandContent> Disclose(DemandContent content, Audience audience)
    {
        if (audience.Owner)
            return new Disclosed<DemandContent>(content, [], [], []);
        var (locked, onRequest, byGrant) = (new List<string>(), new List<string>(), new List<string>());
        if (!audience.Reviewer)
        {
            var opened = audience.SeesByGrant(Attachments, Disclosure.Granted);
            if (content.Attachments is { Count: > 0 })
            {
                if (opened)
                    byGrant.Add(Attachments);
                else
                {
                    locked.Add(Attachments);
                    onRequest.Add(Attachments);
                }
            }
            if (content is { Budget: not null, BudgetVisible: not true })
                locked.Add("budget");
            content = content with
            {
                Attachments = opened ? content.Attachments : null,
                Budget = content.BudgetVisible == true ? content.Budget : null,
                Declarations = null,
                Source = null,
                ExternalId = null,
                HiddenFrom = null,
                Guessed = null,
            };
        }
        if (!audience.ContactOpened && content.Contact is not null)
        {
            locked.Add("contact");
            content = content with { Contact = null };
        }
        return new Disclosed<DemandContent>(content, locked, onRequest, byGrant);
    }

    public override bool IsAnonymous(DemandContent content) => content.Anonymous == true;

    public override IReadOnlyList<string> HiddenFrom(DemandContent content) => content.HiddenFrom ?? [];

    public override IReadOnlyDictionary<string, string>? Warnings(DemandContent content, OrganisationRow? owner) =>
        content.Anonymous == true ? GivesAway.In(content, owner) : null;

    public override DemandContent Prefill(Abstract found)
    {
        var content = found[Section.Content, Section.Summary, Section.Problem];
        return new DemandContent
        {
            Title = found.Title,
            Content = content,
            Background = found[Section.Background],
            Targets = found.Quantities is []
                ? null
                :
                [
                    .. found.Quantities.Select(x => new Target(
                        x.Name,
                        x.Comparator,
                        x.Max is null ? x.Value : null,
                        x.Max is null ? null : x.Value,
                        x.Max,
                        x.Unit,
                        null
                    )),
                ],
            Basis = found[Section.Basis],
            Tried = found[Section.Tried],
            Constraints = found[Section.Constraints],
            TrlWanted = found.Trl,
            Keywords = found.Keywords,
            Industry = found.Industry,
        };
    }

    public override string DuplicateText(DemandContent content) => $"{content.Title} {content.Background} {content.Content}";

    public override ListingAnswer Answer(DemandContent visible) => mapper.Map<DemandAnswer>(visible);

    public override IIntegrationEvent Published(PublicListing<DemandContent> listing) => mapper.Map<DemandPublished>(listing);

    public override IIntegrationEvent Closed(Guid id, long version, string state, string? reason) => new DemandClosed(id, version, state, reason);

    public override (Guid? ListingId, Guid OtherOrganisationId) SideOf(DealChanged deal) => (deal.DemandId, deal.AchievementSideOrganisationId);
}
