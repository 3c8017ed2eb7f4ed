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
    /// <summary>Organisations are thousands; a list to choose from holds those with most listings.</summary>
    private const int MostOrganisations = 50;

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

    /// <param name="chosen">The organisation that is filtered by stays in the list however few listings it has.</param>
    public static async Task<Dictionary<string, IReadOnlyList<Facet>>> OfAsync(
        IReadOnlyDictionary<string, IReadOnlyList<FacetCount>> counted,
        Guid? chosen,
        MatchingDbContext db,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var counts = new Dictionary<string, IReadOnlyList<FacetCount>>(counted, StringComparer.Ordinal);
        Dictionary<Guid, string> organisations = [];
        if (counts.TryGetValue("organisation", out var all))
        {
            var shown = all.Where((x, rank) => rank < MostOrganisations || Guid.Parse(x.Code, CultureInfo.InvariantCulture) == chosen).ToList();
            counts["organisation"] = shown;
            organisations = await NamesAsync(
                db,
                [.. shown.Select(x => Guid.Parse(x.Code, CultureInfo.InvariantCulture))],
                language,
                cancellationToken
            );
        }
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
        var unknown = ids.Where(x => !names.ContainsKey(x)).ToList();
        if (unknown.Count == 0)
            return names;
        // One that has not announced itself yet is known from any of its listings.
        var any = db
            .Listings.Where(x => unknown.Contains(x.OrganisationId) && x.Body != null && !x.Anonymous)
            .GroupBy(x => x.OrganisationId)
            .Select(x => x.Min(y => y.MatchKey));
        foreach (var copy in await db.Listings.AsNoTracking().Where(x => any.Contains(x.MatchKey)).ToListAsync(cancellationToken))
            names[copy.OrganisationId] = copy.Read().OrganisationName;
        return names;
    }
}
