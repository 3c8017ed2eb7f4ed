using FluentValidation;
using FluentValidation.Results;

namespace TechTransfer.Listings.Validation;

/// <summary>Limits of the fields that every kind of listing has; also those of a draft.</summary>
public abstract class ContentLimits<TContent> : AbstractValidator<TContent>
    where TContent : ListingContent
{
    static ContentLimits() => CamelCasePaths.Use();

    protected ContentLimits()
    {
        RuleFor(x => x.Title).Must(x => !string.IsNullOrWhiteSpace(x)).WithErrorCode("required").WithMessage("'title' is required.").AtMost(200);
        RuleFor(x => x.Field).AtMost(100);
        RuleFor(x => x.Industry).Industry();
        RuleFor(x => x.Region).Region();
        RuleFor(x => x.Organisation).AtMost(200);
        RuleFor(x => x.Source).AtMost(100);
        RuleFor(x => x.ExternalId).AtMost(200);
        RuleFor(x => x.Source)
            .NotEmpty()
            .When(x => x.ExternalId is not null)
            .WithErrorCode("required")
            .WithMessage("'source' is required beside externalId.");
        this.Texts(x => x.Guessed, 30, 60);
        this.Texts(x => x.Keywords, 30, 60);
        this.Texts(x => x.Themes, 20, 60);
        this.Texts(x => x.Attachments, 30, 500);
        RuleFor(x => x.Modes).AtMostItems(Mode.All.Count);
        RuleForEach(x => x.Modes!).OneOf(Mode.All).When(x => x.Modes is not null);
        RuleFor(x => x.Contact!)
            .ChildRules(contact =>
            {
                contact.RuleFor(x => x.Name).AtMost(100);
                contact.RuleFor(x => x.Phone).AtMost(50);
                contact.RuleFor(x => x.Email).AtMost(254);
                contact
                    .RuleFor(x => x.Email)
                    .Must(x => x is null || x.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 && at < x.Length - 1)
                    .WithErrorCode("format")
                    .WithMessage("'{PropertyPath}' is no e-mail address.");
            })
            .When(x => x.Contact is not null);
    }

    protected static bool IsOrdered(MoneyRange? range) => range?.Min is not { } min || range.Max is not { } max || min.Fen <= max.Fen;
}

/// <summary>What submission needs beyond the limits of a draft.</summary>
public abstract class ContentNeeds<TContent> : AbstractValidator<TContent>
    where TContent : ListingContent
{
    static ContentNeeds() => CamelCasePaths.Use();

    protected ContentNeeds() =>
        RuleFor(x => x.Guessed)
            .Custom(
                (guessed, context) =>
                {
                    foreach (var field in guessed ?? [])
                        context.AddFailure(
                            new ValidationFailure(field, $"'{field}' was only guessed and has to be confirmed.") { ErrorCode = "guessed" }
                        );
                }
            );
}

/// <summary>FluentValidation's paths in the form of the JSON: "Parameters[0].Name" is "parameters[0].name". Set before the first rule is made, which takes its name from it.</summary>
internal static class CamelCasePaths
{
    public static void Use()
    {
        ValidatorOptions.Global.PropertyNameResolver = (_, member, _) =>
            member is null ? null : char.ToLowerInvariant(member.Name[0]) + member.Name[1..];
        ValidatorOptions.Global.LanguageManager.Enabled = false;
    }
}
