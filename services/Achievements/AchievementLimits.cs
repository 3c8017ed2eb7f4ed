using FluentValidation;
using TechTransfer.Listings;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Achievements;

/// <summary>What even a draft must keep to. Lengths are Unicode code points.</summary>
internal sealed class AchievementLimits : ContentLimits<AchievementContent>
{
    public const int LongText = 5000;

    public AchievementLimits()
    {
        RuleFor(x => x.Summary).AtMost(LongText);
        RuleFor(x => x.Problem).AtMost(LongText);
        RuleFor(x => x.Features).AtMost(LongText);
        RuleFor(x => x.Advantage).AtMost(LongText);
        RuleFor(x => x.Application).AtMost(LongText);
        RuleFor(x => x.Market).AtMost(LongText);
        RuleFor(x => x.Benefit).AtMost(LongText);
        RuleFor(x => x.TrlEvidence).AtMost(LongText);
        RuleFor(x => x.Trl).InclusiveBetween(1, 9).WithErrorCode("outOfRange").WithMessage("'trl' is 1 to 9.");
        RuleFor(x => x.Stage).OneOf([.. Stages.Levels.Keys]);
        RuleFor(x => x.Licence).AtMost(100);
        RuleFor(x => x.RegistrationNo).AtMost(100);
        this.Texts(x => x.Awards, 50, 300);
        this.Texts(x => x.Ipc, 50, 30);
        this.Texts(x => x.Partners, 50, 200);
        this.Texts(x => x.Images, 7, 500);
        Lists();
        Groups();
    }

    private void Lists()
    {
        RuleFor(x => x.Parameters).AtMostItems(50);
        RuleForEach(x => x.Parameters)
            .ChildRules(parameter =>
            {
                parameter.RuleFor(x => x.Name).NotEmpty().WithErrorCode("required").WithMessage("'{PropertyPath}' is required.").AtMost(100);
                parameter.RuleFor(x => x.Value).NotEmpty().WithErrorCode("required").WithMessage("'{PropertyPath}' is required.").AtMost(200);
                parameter.RuleFor(x => x.Unit).AtMost(50);
            });
        RuleFor(x => x.Cases).AtMostItems(50);
        RuleForEach(x => x.Cases)
            .ChildRules(use =>
            {
                use.RuleFor(x => x.User).AtMost(200);
                use.RuleFor(x => x.Year).InclusiveBetween(1900, 2100).WithErrorCode("outOfRange").WithMessage("'{PropertyPath}' is 1900 to 2100.");
                use.RuleFor(x => x.Effect).AtMost(1000);
            });
        RuleFor(x => x.Ip).AtMostItems(100);
        RuleForEach(x => x.Ip)
            .ChildRules(ip =>
            {
                ip.RuleFor(x => x.Kind).AtMost(50);
                ip.RuleFor(x => x.Title).AtMost(300);
                ip.RuleFor(x => x.Number).AtMost(50);
                ip.RuleFor(x => x.Status).AtMost(50);
                ip.RuleFor(x => x.Encumbrance).AtMost(500);
                ip.Texts(x => x.Owners, 20, 200);
                ip.RuleFor(x => x.ExpiresOn)
                    .Must((right, expires) => expires is null || right.FiledOn is null || expires >= right.FiledOn)
                    .WithErrorCode("order")
                    .WithMessage("'{PropertyPath}' is before filedOn.");
            });
        RuleFor(x => x.Evaluations).AtMostItems(20);
        RuleForEach(x => x.Evaluations)
            .ChildRules(evaluation =>
            {
                evaluation.RuleFor(x => x.Kind).AtMost(50);
                evaluation.RuleFor(x => x.By).AtMost(200);
                evaluation.RuleFor(x => x.Number).AtMost(100);
                evaluation.RuleFor(x => x.Conclusion).AtMost(2000);
            });
        RuleFor(x => x.Team).AtMostItems(50);
        RuleForEach(x => x.Team)
            .ChildRules(member =>
            {
                member.RuleFor(x => x.Name).AtMost(100);
                member.RuleFor(x => x.Title).AtMost(100);
                member.RuleFor(x => x.Role).AtMost(200);
            });
    }

    private void Groups()
    {
        RuleFor(x => x.Rights!)
            .ChildRules(rights =>
            {
                rights.RuleFor(x => x.Kind).OneOf("institution", "shared", "longTermUse", "inventor");
                rights
                    .RuleFor(x => x.Share)
                    .InclusiveBetween(0, 100)
                    .WithErrorCode("outOfRange")
                    .WithMessage("'{PropertyPath}' is 0 to 100 percent.");
            })
            .When(x => x.Rights is not null);
        RuleFor(x => x.Terms!)
            .ChildRules(terms =>
            {
                terms.RuleFor(x => x.Kind).OneOf("fixed", "range", "negotiable");
                terms
                    .RuleFor(x => x.Max)
                    .Must((x, max) => IsOrdered(new MoneyRange(x.Min, max)))
                    .WithErrorCode("order")
                    .WithMessage("'{PropertyPath}' is below min.");
            })
            .When(x => x.Terms is not null);
        RuleFor(x => x.Investment)
            .Must(IsOrdered)
            .WithErrorCode("order")
            .WithMessage("'investment.max' is below min.")
            .OverridePropertyName("investment.max");
        RuleFor(x => x.Project!)
            .ChildRules(project =>
            {
                project.RuleFor(x => x.Programme).AtMost(200);
                project.RuleFor(x => x.Number).AtMost(100);
            })
            .When(x => x.Project is not null);
        RuleFor(x => x.Leader!)
            .ChildRules(leader =>
            {
                leader.RuleFor(x => x.Name).AtMost(100);
                leader.RuleFor(x => x.Title).AtMost(100);
            })
            .When(x => x.Leader is not null);
        RuleFor(x => x.Disclosure!)
            .ChildRules(sections =>
            {
                sections.RuleFor(x => x.Details).OneOf(Disclosure.Levels);
                sections.RuleFor(x => x.Parameters).OneOf(Disclosure.Levels);
                sections.RuleFor(x => x.Team).OneOf(Disclosure.Levels);
                sections.RuleFor(x => x.Attachments).OneOf(Disclosure.Levels);
            })
            .When(x => x.Disclosure is not null);
    }
}

/// <summary>What an achievement needs to be submitted; rows of an operator's import without it are published as incomplete.</summary>
internal sealed class AchievementNeeds : ContentNeeds<AchievementContent>
{
    private const int ShortestSummary = 30;

    public AchievementNeeds()
    {
        RuleFor(x => x.Summary).AtLeast(ShortestSummary);
        RuleFor(x => x.Modes).NotEmpty().WithErrorCode("required").WithMessage("'modes' needs at least one.");
        RuleFor(x => x.Declarations)
            .Must(x => x?.NoStateSecret == true)
            .WithErrorCode("required")
            .WithMessage("It has to be declared that no state secret is disclosed.")
            .OverridePropertyName("declarations.noStateSecret");
        RuleFor(x => x.Declarations)
            .Must(x => x?.EntitledToPublish == true)
            .WithErrorCode("required")
            .WithMessage("It has to be declared that the organisation is entitled to publish this.")
            .OverridePropertyName("declarations.entitledToPublish");
        RuleFor(x => x.Declarations)
            .Must(x => x?.PatentFiledOrNotNeeded is not null)
            .WithErrorCode("required")
            .WithMessage("Say whether a patent has been filed or is not needed; if not, details are shown on request only.")
            .OverridePropertyName("declarations.patentFiledOrNotNeeded");
    }
}

/// <summary>Stages of maturity and the level derived from each: the lower of the two that the stage spans (terms.md), so as not to promise too much.</summary>
internal static class Stages
{
    public static readonly IReadOnlyDictionary<string, int> Levels = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["concept"] = 1,
        ["lab"] = 3,
        ["pilot"] = 5,
        ["demonstration"] = 7,
        ["commercial"] = 9,
    };
}
