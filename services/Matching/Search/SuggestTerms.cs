using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Search;

/// <summary>What begins with what was typed, by how many listings are called so.</summary>
internal static class SuggestTerms
{
    private const int Most = 8;
    private const int Looked = 2_000;

    internal sealed record Response(IReadOnlyList<string> Items);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/search/suggest", HandleAsync).WithName("suggestSearch").WithTags("Search").ProducesProblem(422);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        string? q,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (q?.EnumerateRunes().Count() > SearchParameters.LongestQuery)
            return Problem.Invalid("q", $"At most {SearchParameters.LongestQuery} characters.");
        var first = Analyzer.Normalise(q ?? "");
        if (first.Length == 0)
            return TypedResults.Ok(new Response([]));
        var beyond = first + '\uFFFF';
        var looked =
            from term in db.SuggestedTerms.AsNoTracking()
            where term.Normalised.CompareTo(first) >= 0 && term.Normalised.CompareTo(beyond) < 0
            join listing in db.Listings.Public(time.GetUtcNow()) on term.ListingId equals listing.Id
            orderby term.Normalised
            select new { term.Normalised, term.Display };
        var found = await looked.Take(Looked).ToListAsync(cancellationToken);
        var items = found
            .GroupBy(x => x.Normalised, StringComparer.Ordinal)
            .OrderByDescending(x => x.Count())
            .ThenBy(x => x.Key.Length)
            .ThenBy(x => x.Key, StringComparer.Ordinal)
            .Take(Most)
            .Select(x => x.First().Display)
            .ToList();
        return TypedResults.Ok(new Response(items));
    }
}
