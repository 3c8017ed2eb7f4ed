using FluentValidation.Results;

namespace TechTransfer.Listings.Intake;

/// <param name="Submit">Hand accepted rows on for review.</param>
/// <param name="Publish">Publish them at once, thin ones as incomplete; operators only.</param>
public sealed record IntakeOptions(bool Submit, bool Publish);

public enum IntakeOutcome
{
    Accepted,
    Updated,
    Unchanged,
    Refused,
}

/// <param name="ListingId">Null when refused.</param>
public sealed record IntakeResult(IntakeOutcome Outcome, Guid? ListingId, IReadOnlyList<IntakeError> Errors)
{
    internal static IntakeResult Refuse(string field, string code, string message) =>
        new(IntakeOutcome.Refused, null, [new IntakeError(field, code, message)]);

    internal static IntakeResult Refuse(ValidationResult result) =>
        new(IntakeOutcome.Refused, null, [.. result.Errors.Select(x => new IntakeError(x.PropertyName, x.ErrorCode, x.ErrorMessage))]);
}

/// <param name="Field">camelCase path such as <c>parameters[0].name</c>.</param>
/// <param name="Code">Stable word for what is wrong: tooLong, required, unknownValue …</param>
public sealed record IntakeError(string Field, string Code, string Message);
