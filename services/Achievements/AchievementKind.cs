using AutoMapper;
using FluentValidation;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings;
using TechTransfer.Listings.Files;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Listings.Prefill;
using TechTransfer.Listings.Similar;

namespace TechTransfer.Achievements;

/// <summary>What is particular to achievements among listings.</summary>
internal sealed class AchievementKind(IMapper mapper) : ListingKind<AchievementContent>
{
    private const int ValidMonths = 24;

    public override string Name => "achievement";
    public override string Plural => "achievements";
    public override Type AnswerType => typeof(AchievementAnswer);
    public override IValidator<AchievementContent> Limits { get; } = new AchievementLimits();
    public override IValidator<AchievementContent> Needs { get; } = new AchievementNeeds();

    public override ImportWords ImportWords { get; } = ImportWords.Read(typeof(AchievementKind).Assembly);

    public override AchievementContent Normalise(AchievementContent content) =>
        content with
        {
            Title = content.Title?.Trim(),
            Industry = Industries.Normalise(content.Industry) ?? content.Industry,
            Organisation = null,
        };

    public override AchievementContent Reviewed(AchievementContent content) => content with { Contact = null, Terms = null, ValidUntil = null };

    public override DateTimeOffset ValidUntil(AchievementContent content, DateTimeOffset now) =>
        content.ValidUntil is { } stated && stated < now.AddMonths(ValidMonths) ? stated : now.AddMonths(ValidMonths);

    public override bool HasImages => true;

    public override IReadOnlyList<string> FilesOf(AchievementContent content, FileRole role) =>
        role == FileRole.Image ? content.Images ?? [] : base.FilesOf(content, role);

    public override AchievementContent WithFiles(AchievementContent content, FileRole role, IReadOnlyList<string> files) =>
        role == FileRole.Image ? content with { Images = files } : content with { Attachments = files };

    public override Disclosed<AchievementContent> Disclose(AchievementContent content, Audience audience)
    {
        var levels = EffectiveDisclosure(content);
        var (locked, onRequest, byGrant) = (new List<string>(), new List<string>(), new List<string>());
        var hasDetails =
            content.Features is not null
            || content.Advantage is not null
            || content.Cases is { Count: > 0 }
            || content.Evaluations is { Count: > 0 }
            || content.TrlEvidence is not null;
        if (Locks("details", levels.Details!, hasDetails))
            content = content with { Features = null, Advantage = null, Cases = null, Evaluations = null, TrlEvidence = null };
        if (Locks("parameters", levels.Parameters!, content.Parameters is { Count: > 0 }))
            content = content with { Parameters = null };
        if (Locks("team", levels.Team!, content.Team is { Count: > 0 }))
            content = content with { Team = null };
        if (Locks("attachments", levels.Attachments!, content.Attachments is { Count: > 0 }))
            content = content with { Attachments = null };
        if (!audience.Owner && !audience.ContactOpened && content.Contact is not null)
        {
            locked.Add("contact");
            content = content with { Contact = null };
        }
        if (!audience.Owner && !audience.Reviewer)
            content = content with { Declarations = null, Source = null, ExternalId = null, Guessed = null };
        return new Disclosed<AchievementContent>(content, locked, onRequest, byGrant);

        bool Locks(string section, string level, bool exists)
        {
            if (audience.Sees(level))
                return false;
            if (audience.SeesByGrant(section, level))
            {
                if (exists)
                    byGrant.Add(section);
                return false;
            }
            if (exists)
                locked.Add(section);
            if (exists && level == Listings.Disclosure.Granted)
                onRequest.Add(section);
            return true;
        }
    }

    public override IEnumerable<string> IpNumbers(AchievementContent content) => (content.Ip ?? []).Select(x => x.Number).OfType<string>();

    public override IReadOnlyDictionary<string, string>? Warnings(AchievementContent content, OrganisationRow? owner)
    {
        var warnings = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < (content.Ip?.Count ?? 0); i++)
            if (content.Ip![i].Number is { } number && IpNumber.CheckDigitHolds(number) == false)
                warnings[$"ip[{i}].number"] = "The check digit does not fit this application number.";
        return warnings.Count == 0 ? null : warnings;
    }

    public override AchievementContent Prefill(Abstract found) =>
        new()
        {
            Title = found.Title,
            Summary = found[Section.Summary, Section.Content],
            Problem = found[Section.Problem, Section.Background],
            Features = found[Section.Features],
            Parameters = found.Quantities is [] ? null : [.. found.Quantities.Select(x => new Parameter(x.Name, ValueOf(x), x.Unit))],
            Advantage = found[Section.Advantage],
            Application = found[Section.Application],
            Market = found[Section.Market],
            Benefit = found[Section.Benefit],
            Trl = found.Trl,
            Stage = found.Stage,
            Ip = found.Rights is []
                ? null
                :
                [
                    .. found.Rights.Select(x => new IntellectualProperty(
                        x.Kind,
                        null,
                        x.Number,
                        x.Granted ? "granted" : null,
                        null,
                        null,
                        null,
                        null
                    )),
                ],
            Keywords = found.Keywords,
            Industry = found.Industry,
        };

    private static string ValueOf(Quantity quantity) =>
        quantity.Comparator switch
        {
            "range" => $"{quantity.Value}–{quantity.Max}",
            "=" => quantity.Value,
            ">=" => $"≥{quantity.Value}",
            "<=" => $"≤{quantity.Value}",
            var other => other + quantity.Value,
        };

    public override string DuplicateText(AchievementContent content) => $"{content.Title} {content.Summary} {content.Problem} {content.Application}";

    public override ListingAnswer Answer(AchievementContent visible) => mapper.Map<AchievementAnswer>(visible);

    public override IIntegrationEvent Published(PublicListing<AchievementContent> listing) => mapper.Map<AchievementPublished>(listing);

    public override IIntegrationEvent Closed(Guid id, long version, string state, string? reason) =>
        new AchievementClosed(id, version, state, reason);

    public override (Guid? ListingId, Guid OtherOrganisationId) SideOf(DealChanged deal) => (deal.AchievementId, deal.DemandSideOrganisationId);

    /// <summary>The levels that hold: publishing before a patent is filed destroys novelty, so details then default to on request.</summary>
    private static SectionDisclosure EffectiveDisclosure(AchievementContent content) =>
        new(
            content.Disclosure?.Details
                ?? (content.Declarations?.PatentFiledOrNotNeeded == false ? Listings.Disclosure.Granted : Listings.Disclosure.Public),
            content.Disclosure?.Parameters ?? Listings.Disclosure.Public,
            content.Disclosure?.Team ?? Listings.Disclosure.Members,
            content.Disclosure?.Attachments ?? Listings.Disclosure.Granted
        );
}
