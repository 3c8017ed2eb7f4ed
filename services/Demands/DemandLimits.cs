using FluentValidation;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Demands;

/// <summary>What even a draft must keep to. Lengths are Unicode code points.</summary>
internal sealed class DemandLimits : ContentLimits<DemandContent>
{
    private const int LongText = 5000;

    public DemandLimits()
    {
        RuleFor(x => x.Kind).OneOf("problem", "adoption", "jointDevelopment", "testing", "consulting", "upgrade");
        RuleFor(x => x.Background).AtMost(LongText);
        RuleFor(x => x.Content).AtMost(LongText);
        RuleFor(x => x.Basis).AtMost(LongText);
        RuleFor(x => x.Tried).AtMost(LongText);
        RuleFor(x => x.Constraints).AtMost(LongText);
        RuleFor(x => x.IpTerms).AtMost(1000);
        RuleFor(x => x.Urgency).AtMost(50);
        RuleFor(x => x.TrlWanted).InclusiveBetween(1, 9).WithErrorCode("outOfRange").WithMessage("'trlWanted' is 1 to 9.");
        RuleFor(x => x.Budget).Must(IsOrdered).WithErrorCode("order").WithMessage("'budget.max' is below min.").OverridePropertyName("budget.max");
        this.Texts(x => x.PreferredPartners, 20, 200);
        this.Texts(x => x.HiddenFrom, 50, 200);
        RuleFor(x => x.Targets).AtMostItems(50);
        RuleForEach(x => x.Targets)
            .ChildRules(target =>
            {
                target.RuleFor(x => x.Name).NotEmpty().WithErrorCode("required").WithMessage("'{PropertyPath}' is required.").AtMost(100);
                target.RuleFor(x => x.Comparator).OneOf("=", ">=", "<=", ">", "<", "range");
                target.RuleFor(x => x.Value).AtMost(200);
                target.RuleFor(x => x.Min).AtMost(100);
                target.RuleFor(x => x.Max).AtMost(100);
                target.RuleFor(x => x.Unit).AtMost(50);
                target.RuleFor(x => x.Text).AtMost(500);
            });
    }
}

/// <summary>What a demand needs to be submitted; rows of an operator's import without it are published as incomplete.</summary>
internal sealed class DemandNeeds : ContentNeeds<DemandContent>
{
    private const int ShortestContent = 30;

    public DemandNeeds()
    {
        RuleFor(x => x.Content).AtLeast(ShortestContent);
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
    }
}
