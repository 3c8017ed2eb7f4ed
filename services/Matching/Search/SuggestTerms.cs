using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Analysis;

namespace TechTransfer.Matching.Search;

/// <summary>What begins with what was typed, by how many listings are called so.</summary>
internal static class SuggestTerms
{
    private const int Most = 8;

    internal sealed record Response(IReadOnlyList<string> Items);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/search/suggest", HandleAsync).WithName("suggestSearch").WithTags("Search").ProducesProblem(422);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        string? q,
        MatchingDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (q?.EnumerateRunes().Count() > SearchParameters.LongestQuery)
            return Problem.Invalid("q", $"At most {SearchParameters.LongestQuery} characters.");
        var first = Analyzer.Normalise(q ?? "");
        if (first.Length == 0)
            return TypedResults.Ok(new Response([]));
        var beyond = first + '\uFFFF';
        // Read from one index, without the listings: a listing's terms go with it from the index.
        var items = await db
            .SuggestedTerms.Where(x => x.Normalised.CompareTo(first) >= 0 && x.Normalised.CompareTo(beyond) < 0)
            .GroupBy(x => x.Normalised)
            .Select(x => new
            {
                x.Key,
                Display = x.Min(y => y.Display)!,
                Listings = x.Count(),
            })
            .OrderByDescending(x => x.Listings)
            .ThenBy(x => x.Key.Length)
            .ThenBy(x => x.Key)
            .Take(Most)
            .Select(x => x.Display)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(new Response(items));
    }
}
