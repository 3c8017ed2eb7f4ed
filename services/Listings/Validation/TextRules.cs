using FluentValidation;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Validation;

/// <summary>Rules of fields that every kind of listing has; messages name the field and the limit.</summary>
public static class TextRules
{
    /// <summary>Counted in Unicode code points, so that a rare character of two UTF-16 units is one.</summary>
    public static bool FitsIn(this string text, int limit) => text.Length <= limit || text.Length <= limit * 2 && Length(text) <= limit;

    /// <summary>Code points of the text.</summary>
    public static int Length(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
            count++;
        return count;
    }

    public static IRuleBuilderOptions<T, string?> AtMost<T>(this IRuleBuilder<T, string?> rule, int limit) =>
        rule.Must(text => text is null || text.FitsIn(limit))
            .WithErrorCode("tooLong")
            .WithMessage($"'{{PropertyPath}}' may have at most {limit} characters.");

    public static IRuleBuilderOptions<T, string?> AtLeast<T>(this IRuleBuilder<T, string?> rule, int limit) =>
        rule.Must(text => text is not null && Length(text) >= limit)
            .WithErrorCode("tooShort")
            .WithMessage($"'{{PropertyPath}}' needs at least {limit} characters.");

    public static IRuleBuilderOptions<T, string?> OneOf<T>(this IRuleBuilder<T, string?> rule, params IReadOnlyList<string> values) =>
        rule.Must(text => text is null || values.Contains(text))
            .WithErrorCode("unknownValue")
            .WithMessage($"'{{PropertyPath}}' is one of {string.Join(", ", values)}.");

    public static IRuleBuilderOptions<T, IReadOnlyList<TItem>?> AtMostItems<T, TItem>(this IRuleBuilder<T, IReadOnlyList<TItem>?> rule, int limit) =>
        rule.Must(items => items is null || items.Count <= limit)
            .WithErrorCode("tooMany")
            .WithMessage($"'{{PropertyPath}}' may have at most {limit} entries.");

    /// <summary>A list of texts, none of them empty.</summary>
    public static void Texts<T>(
        this AbstractValidator<T> validator,
        System.Linq.Expressions.Expression<Func<T, IReadOnlyList<string>?>> list,
        int items,
        int length
    )
    {
        validator.RuleFor(list).AtMostItems(items);
        var each = System.Linq.Expressions.Expression.Lambda<Func<T, IEnumerable<string?>>>(list.Body, list.Parameters);
        validator
            .RuleForEach(each)
            .Must(text => !string.IsNullOrWhiteSpace(text) && text.FitsIn(length))
            .WithErrorCode("tooLong")
            .WithMessage($"'{{PropertyPath}}' needs 1 to {length} characters.");
    }

    public static IRuleBuilderOptions<T, string?> Region<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(code => code is null || Places.Exists(code))
            .WithErrorCode("unknownValue")
            .WithMessage("'{PropertyPath}' is no six-digit division code.");

    public static IRuleBuilderOptions<T, string?> Industry<T>(this IRuleBuilder<T, string?> rule) =>
        rule.Must(code => code is null || Industries.Find(code) is not null)
            .WithErrorCode("unknownValue")
            .WithMessage("'{PropertyPath}' is no GB/T 4754 code such as C3453 or 3453.");
}
