using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Drafting;

/// <summary>What people write down of a contract; the same body drafts and revises.</summary>
/// <param name="Type">development, transfer, licence, consulting or service.</param>
/// <param name="Subtype">One of the type's own list.</param>
/// <param name="Exclusivity">exclusive, sole or nonExclusive; of licences.</param>
/// <param name="Parties">Default: the deal's two, achievement side as seller.</param>
/// <param name="Value">Absent when it is open, as in royalty contracts.</param>
/// <param name="TechnicalValue">At most the value.</param>
/// <param name="Clauses">Own texts in place of the default ones.</param>
internal sealed record ContractBody(
    string? Type,
    string? Subtype,
    string? Exclusivity,
    string? Title,
    IReadOnlyList<PartyBody>? Parties,
    Money? Value,
    Money? TechnicalValue,
    ContractClauses? Clauses
)
{
    private const int LongestClause = 4000;
    private const int MostLines = 200;

    /// <returns>Null with errors.</returns>
    public ContractTerms? Read(FieldErrors errors) => Read(errors, Type, Subtype, Exclusivity, Title, Value, TechnicalValue, Clauses);

    public static ContractTerms? Read(
        FieldErrors errors,
        string? typeCode,
        string? subtypeCode,
        string? exclusivityCode,
        string? titleText,
        Money? value,
        Money? technicalValue,
        ContractClauses? clauses
    )
    {
        var type = errors.Code<ContractType>("type", typeCode, needed: true);
        var subtype = errors.Code<ContractSubtype>("subtype", subtypeCode);
        if (type is { } known && subtype is { } given && !ContractTypes.SubtypesOf(known).Contains(given))
            errors.Add(
                "subtype",
                ContractTypes.SubtypesOf(known) is { Count: > 0 } subtypes ? $"One of {Code.List(subtypes)}." : "This type has no subtypes."
            );
        var exclusivity = errors.Code<Exclusivity>("exclusivity", exclusivityCode);
        if (exclusivity is not null && type != ContractType.Licence)
            errors.Add("exclusivity", "Only a licence has it.");
        var title = errors.Text("title", titleText?.ReplaceLineEndings(" "), 1, 200);
        if (technicalValue is { } technical && (value is not { } whole || technical.Fen > whole.Fen))
            errors.Add("technicalValue", "At most the value.");
        var own = Trim(clauses, errors);
        return errors.Any ? null : new ContractTerms(type!.Value, subtype, exclusivity, title!, value?.Fen, technicalValue?.Fen, own);
    }

    private static ContractClauses Trim(ContractClauses? clauses, FieldErrors errors)
    {
        if (clauses is null)
            return new ContractClauses();
        return new ContractClauses(
            Clause("scope", clauses.Scope),
            Clause("schedule", clauses.Schedule),
            Clause("payment", clauses.Payment),
            Clause("confidentiality", clauses.Confidentiality),
            Clause("ipOwnership", clauses.IpOwnership),
            Clause("acceptance", clauses.Acceptance),
            Clause("liability", clauses.Liability),
            Clause("dispute", clauses.Dispute),
            Clause("definitions", clauses.Definitions)
        );

        string? Clause(string name, string? text)
        {
            var clause = errors.Text("clauses." + name, text?.ReplaceLineEndings("\n"), 0, LongestClause);
            if (clause?.Count(x => x == '\n') >= MostLines)
                errors.Add("clauses." + name, $"At most {MostLines} lines.");
            return clause;
        }
    }
}

/// <param name="Organisation">Credit code, id or exact name.</param>
/// <param name="Role">seller, buyer, coOwner or intermediary.</param>
internal sealed record PartyBody(string? Organisation, string? Role);
