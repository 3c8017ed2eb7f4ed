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

namespace TechTransfer.Matching.Matches;

/// <summary>
/// Who would fit a listing that is still being written, and a published listing of the same industry that says its numbers, as an example. Nothing of it is kept.
/// </summary>
internal static class PreviewMatches
{
    private const int Shown = 3;
    private const int ExamplesLookedAt = 20;
    private const int NumbersOfAnExample = 3;
    private const int LongestTitle = 200;
    private const int LongestText = 20_000;
    private const int MostQuantities = 50;
    private const int MostKeywords = 30;

    /// <summary>A target of a demand or a parameter of an achievement, as api.md writes them.</summary>
    internal sealed record Quantity(string? Name, string? Comparator, string? Value, string? Min, string? Max, string? Unit);

    /// <param name="Kind">achievement or demand: what is being written.</param>
    /// <param name="Text">Its summary or content.</param>
    internal sealed record Request(
        string? Kind,
        string? Title,
        string? Text,
        IReadOnlyList<string>? Keywords,
        IReadOnlyList<Quantity>? Quantities,
        int? Trl,
        IReadOnlyList<string>? Modes,
        string? Industry,
        string? Region
    );

    internal sealed record Found(ListingSummary Listing, double Score, int Level, string Reason, IReadOnlyList<string> Negatives);

    /// <param name="Quantities">Some of its numbers, each as one phrase.</param>
    internal sealed record Example(Guid Id, ListingKind Kind, string Title, IReadOnlyList<string> Quantities);

    internal sealed record Response(IReadOnlyList<Found> Items, Example? Example);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/matches/preview", HandleAsync)
            .WithName("previewMatches")
            .WithTags("Matches")
            .RequireAuthorization(Authentication.SignedIn)
            .ProducesProblem(422)
            .ProducesProblem(503);

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandleAsync(
        Request request,
        Caller caller,
        Language language,
        MatchingDbContext db,
        Matcher matcher,
        Generations generations,
        PreparedListings prepared,
        ISearchIndex index,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!Enum.TryParse<ListingKind>(request.Kind, ignoreCase: true, out var kind) || !Enum.IsDefined(kind))
            return Problem.Invalid("kind", "achievement or demand.");
        if (string.IsNullOrWhiteSpace(request.Title) || request.Title.Length > LongestTitle)
            return Problem.Invalid("title", $"From 1 to {LongestTitle} characters.");
        if (request.Text?.Length > LongestText)
            return Problem.Invalid("text", $"At most {LongestText} characters.");
        if (request.Quantities?.Count > MostQuantities)
            return Problem.Invalid("quantities", $"At most {MostQuantities}.");
        if (request.Keywords?.Count > MostKeywords)
            return Problem.Invalid("keywords", $"At most {MostKeywords}.");

        var now = time.GetUtcNow();
        var facts = FactsOf(request, kind, caller.OrganisationId);
        var example = await ExampleAsync(db, index, facts, caller, now, cancellationToken);
        var (tools, generation) = await generations.GetAsync(cancellationToken);
        var preparation = tools.Preparer.Prepare(facts);
        var best = await matcher.FindAsync(facts, preparation, [], cancellationToken);
        var copies = await PublicOnesAsync(db, best, caller.OrganisationId, now, cancellationToken);
        var names = await db.NamesAsync([.. copies.Values.Select(x => x.Listing)], cancellationToken);
        // The versions that were scored; one that has changed in between is left out rather than explained by another text.
        var held = await prepared.GetAsync([.. copies.Keys], cancellationToken);
        var written = new ExplainedSide(facts, preparation.Listing);
        var found = best.Where(x => copies.TryGetValue(x.Id, out var copy) && held.TryGetValue(x.Id, out var one) && one.Version == copy.Version)
            .Take(Shown)
            .Select(partner =>
            {
                var listing = copies[partner.Id].Listing;
                var other = new ExplainedSide(listing.Facts, held[partner.Id].Listing);
                var (demand, achievement) = kind == ListingKind.Demand ? (written, other) : (other, written);
                var scored = tools.Ranker.Explain(partner.Score, demand, achievement, generation.Statistics);
                return new Found(
                    ListingSummary.Of(listing, names, language),
                    scored.Score,
                    scored.Level,
                    language.Of(scored.Reason),
                    [.. scored.Negatives.Select(language.Of)]
                );
            });
        return TypedResults.Ok(new Response([.. found], example));
    }

    private static ListingFacts FactsOf(Request request, ListingKind kind, Guid organisation)
    {
        List<ListingText> texts = [new("title", TextRole.Title, request.Title!)];
        if (!string.IsNullOrWhiteSpace(request.Text))
            texts.Add(new(kind == ListingKind.Demand ? "content" : "summary", TextRole.Summary, request.Text));
        return new(Guid.CreateVersion7(), kind, organisation, texts)
        {
            Keywords = [.. request.Keywords?.Where(x => !string.IsNullOrWhiteSpace(x)) ?? []],
            Parameters =
            [
                .. (request.Quantities ?? [])
                    .Where(x => !string.IsNullOrWhiteSpace(x.Name))
                    .Select(x => new ParameterFact(x.Name!, x.Comparator ?? "=", x.Value, x.Min, x.Max, x.Unit)),
            ],
            Trl = request.Trl is >= 1 and <= 9 ? request.Trl : null,
            Modes = request.Modes ?? [],
            Industry = request.Industry,
            Region = request.Region,
        };
    }

    /// <summary>The first of the best that the caller may see: public, and of another organisation.</summary>
    private static async Task<Dictionary<Guid, (PublishedListing Listing, long Version)>> PublicOnesAsync(
        MatchingDbContext db,
        IReadOnlyList<ScoredPartner> best,
        Guid organisation,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        // A few more than are shown: the index may be a moment behind the store.
        var ids = best.Take(4 * Shown).Select(x => x.Id).ToList();
        var copies = await db.VisibleTo(organisation, now)
            .AsNoTracking()
            .Where(x => ids.Contains(x.Id) && x.OrganisationId != organisation)
            .ToListAsync(cancellationToken);
        return copies.ToDictionary(x => x.Id, x => (x.Read(), x.Version));
    }

    private static async Task<Example?> ExampleAsync(
        MatchingDbContext db,
        ISearchIndex index,
        ListingFacts facts,
        Caller caller,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (facts.Industry is not { Length: >= 1 } industry)
            return null;
        var viewer = await db.ViewerAsync(caller, cancellationToken);
        foreach (var code in new[] { industry, industry.Length > 3 ? industry[..3] : null }.OfType<string>())
        {
            var page = await index.SearchAsync(
                new SearchRequest([], new SearchFilter(facts.Kind, Industries: [code]), SearchSort.Newest, null, ExamplesLookedAt, false, now)
                {
                    Viewer = viewer,
                },
                cancellationToken
            );
            var ids = page.Hits.Select(x => x.Id).ToList();
            var copies = await db.VisibleTo(caller, now).AsNoTracking().Where(x => ids.Contains(x.Id)).ToListAsync(cancellationToken);
            var richest = copies
                .Select(x => x.Read())
                .Where(x => x.Facts is { Incomplete: false, Parameters.Count: >= 2 })
                .OrderByDescending(x => Math.Min(x.Facts.Parameters.Count, NumbersOfAnExample))
                .ThenByDescending(x => x.Facts.PublishedAt)
                .FirstOrDefault();
            if (richest is not null)
                return new(richest.Id, richest.Kind, richest.Title, [.. richest.Facts.Parameters.Take(NumbersOfAnExample).Select(Phrase)]);
        }
        return null;
    }

    private static string Phrase(ParameterFact fact)
    {
        var value = fact.Comparator switch
        {
            "range" => $"{fact.Min}–{fact.Max}",
            ">=" => $"≥ {fact.Value}",
            "<=" => $"≤ {fact.Value}",
            "=" => fact.Value,
            _ => $"{fact.Comparator} {fact.Value}",
        };
        return string.Join(' ', new[] { fact.Name, value, fact.Unit }.Where(x => !string.IsNullOrWhiteSpace(x)));
    }
}
