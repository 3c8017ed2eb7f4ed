using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using TechTransfer.Matching.Search;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>A saved search as it is put in: the parameters of <c>GET /api/search</c> by their names, a name, and when to tell.</summary>
/// <param name="Tell">atOnce, daily (the default) or inbox.</param>
internal sealed record SearchToSave(
    string? Name,
    string? Q,
    string? Kind,
    IReadOnlyList<string>? Region,
    IReadOnlyList<string>? Industry,
    IReadOnlyList<string>? Field,
    IReadOnlyList<string>? Trl,
    IReadOnlyList<string>? Mode,
    string? Organisation,
    string? Tell
)
{
    public const int LongestName = 100;

    /// <summary>Null with what is wrong by field, or what is looked for and when to tell.</summary>
    public (SearchParameters? Parameters, SavedSearches.Tell Tell, Dictionary<string, string[]> Errors) Read()
    {
        var query = new QueryCollection(
            new Dictionary<string, StringValues>(StringComparer.Ordinal)
            {
                ["q"] = Q ?? "",
                ["kind"] = Kind ?? "",
                ["region"] = Many(Region),
                ["industry"] = Many(Industry),
                ["field"] = Many(Field),
                ["trl"] = Many(Trl),
                ["mode"] = Many(Mode),
                ["organisation"] = Organisation ?? "",
            }
        );
        var (parameters, errors) = SearchParameters.Read(query);
        if (string.IsNullOrWhiteSpace(Name) || Name.EnumerateRunes().Count() > LongestName || Name.Any(char.IsControl))
            errors["name"] = [$"From 1 to {LongestName} characters, no control characters."];
        // PostgreSQL keeps no NUL in a text, and nobody types the others.
        if (Q?.Any(char.IsControl) == true)
            errors["q"] = ["No control characters."];
        var tell = Tell is null ? SavedSearches.Tell.Daily : TellName.Read(Tell);
        if (tell is null)
            errors["tell"] = ["atOnce, daily or inbox."];
        return errors.Count > 0 ? (null, default, errors) : (parameters, tell!.Value, errors);
    }

    private static StringValues Many(IReadOnlyList<string>? values) => new([.. values ?? []]);
}
