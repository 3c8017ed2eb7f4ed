using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Search;

/// <summary>Search over published listings of both kinds with facets and highlights. For everybody.</summary>
internal static class SearchListings
{
    internal sealed record Item(
        Guid Id,
        ListingKind Kind,
        string Title,
        string? Summary,
        IReadOnlyList<Highlight> Highlights,
        OrganisationName? Organisation,
        bool Anonymous,
        CodeLabel? Region,
        CodeLabel? Industry,
        string? Field,
        int? Trl,
        IReadOnlyList<string> Modes,
        MoneyRange? Price,
        DateTimeOffset PublishedAt,
        DateTimeOffset ConfirmedAt,
        DateTimeOffset? ValidUntil,
        bool InNegotiation,
        bool Contracted,
        bool Incomplete,
        Guid? Cover,
        double Score
    );

    internal sealed record Response(
        long Total,
        IReadOnlyList<Item> Items,
        IReadOnlyDictionary<string, IReadOnlyList<Facet>> Facets,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/search", HandleAsync).WithName("searchListings").WithTags("Search").ProducesProblem(422).ProducesProblem(503);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        HttpRequest request,
        Caller? caller,
        Language language,
        MatchingDbContext db,
        ISearchIndex index,
        Generations generations,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (parameters, errors) = SearchParameters.Read(request.Query);
        if (parameters is null)
            return Problem.Invalid(errors);
        var (tools, _) = await generations.GetAsync(cancellationToken);
        var groups = SearchQuery.Groups(tools.Analyzer, parameters.Text);
        var now = time.GetUtcNow();
        SearchPage page;
        try
        {
            page = await index.SearchAsync(
                new SearchRequest(
                    groups,
                    parameters.Filter,
                    parameters.Sort,
                    parameters.After,
                    parameters.Limit,
                    WithFacets: parameters.After is null,
                    now,
                    parameters.EveryWord,
                    await db.ViewerAsync(caller, cancellationToken)
                ),
                cancellationToken
            );
        }
        catch (FormatException)
        {
            return Problem.Invalid("after", "Not a cursor of this search.");
        }
        return TypedResults.Ok(
            new Response(
                page.Total,
                await ItemsAsync(page.Hits, new Highlighter(tools.Analyzer, groups), db.VisibleTo(caller, now), db, language, cancellationToken),
                await FacetLabels.OfAsync(page.Facets, parameters.Filter.OrganisationId, db, language, cancellationToken),
                page.Next
            )
        );
    }

    /// <summary>What the store holds of the hits; one that was closed, or hidden, since the index was written is left out.</summary>
    private static async Task<IReadOnlyList<Item>> ItemsAsync(
        IReadOnlyList<SearchHit> hits,
        Highlighter highlighter,
        IQueryable<ListingCopy> visible,
        MatchingDbContext db,
        Language language,
        CancellationToken cancellationToken
    )
    {
        var ids = hits.Select(x => x.Id).ToList();
        var copies = await visible.AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
        var listings = copies.ToDictionary(x => x.Id, x => x.Read());
        var names = await db.NamesAsync(listings.Values, cancellationToken);
        return
        [
            .. hits.Where(x => listings.ContainsKey(x.Id))
                .Select(x => ItemOf(ListingSummary.Of(listings[x.Id], names, language), highlighter.Of(listings[x.Id].Facts), x.Score)),
        ];
    }

    private static Item ItemOf(ListingSummary x, IReadOnlyList<Highlight> highlights, double score) =>
        new(
            x.Id,
            x.Kind,
            x.Title,
            x.Summary,
            highlights,
            x.Organisation,
            x.Anonymous,
            x.Region,
            x.Industry,
            x.Field,
            x.Trl,
            x.Modes,
            x.Price,
            x.PublishedAt,
            x.ConfirmedAt,
            x.ValidUntil,
            x.InNegotiation,
            x.Contracted,
            x.Incomplete,
            x.Cover,
            score
        );
}
