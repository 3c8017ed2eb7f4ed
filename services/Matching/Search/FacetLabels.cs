using System.Globalization;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Search;

internal sealed record Facet(string Code, string Label, long Count);

/// <summary>Words for the codes that facets count.</summary>
internal static class FacetLabels
{
    private static readonly Dictionary<string, (string Zh, string En)> Kinds = new(StringComparer.Ordinal)
    {
        ["achievement"] = ("科技成果", "Technology"),
        ["demand"] = ("技术需求", "Technology need"),
    };

    private static readonly Dictionary<string, (string Zh, string En)> Modes = new(StringComparer.Ordinal)
    {
        ["transfer"] = ("技术转让", "Assignment"),
        ["licence"] = ("技术许可", "Licence"),
        ["equity"] = ("作价入股", "Equity for IP"),
        ["joint"] = ("合作开发", "Joint development"),
        ["commission"] = ("委托开发", "Commissioned development"),
        ["service"] = ("技术服务", "Technical service"),
        ["consulting"] = ("技术咨询", "Consulting"),
        ["open"] = ("均可", "Open to proposals"),
    };

    public static async Task<Dictionary<string, IReadOnlyList<Facet>>> OfAsync(
        IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> counts,
        MatchingDbContext db,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var organisations = counts.TryGetValue("organisation", out var counted)
            ? await NamesAsync(db, [.. counted.Select(x => Guid.Parse(x.Code))], language, cancellationToken)
            : [];
        return counts.ToDictionary(
            x => x.Key,
            x => (IReadOnlyList<Facet>)[.. x.Value.Select(y => new Facet(y.Code, Label(x.Key, y.Code, organisations, language), y.Count))],
            StringComparer.Ordinal
        );
    }

    private static string Label(string facet, string code, Dictionary<Guid, string> organisations, Language language) =>
        facet switch
        {
            "kind" => Of(Kinds, code, language),
            "mode" => Of(Modes, code, language),
            "region" => Places.Label(code, language.Code),
            "industry" => Industries.Label(code, language.Code),
            "trl" => "TRL " + code,
            "organisation" => organisations.GetValueOrDefault(Guid.Parse(code, CultureInfo.InvariantCulture), code),
            _ => code,
        };

    private static string Of(Dictionary<string, (string Zh, string En)> words, string code, Language language) =>
        words.TryGetValue(code, out var word) ? language.Of(word.Zh, word.En) : code;

    private static async Task<Dictionary<Guid, string>> NamesAsync(
        MatchingDbContext db,
        List<Guid> ids,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var known = await db.Organisations.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
        var names = known.ToDictionary(x => x.Id, x => x.NameIn(language));
        // One that has not announced itself yet is known from its listings.
        foreach (var id in ids.Where(x => !names.ContainsKey(x)))
            if (await db.Listings.AsNoTracking().FirstOrDefaultAsync(x => x.OrganisationId == id && x.Body != null, cancellationToken) is { } copy)
                names[id] = copy.Read().OrganisationName;
        return names;
    }
}
