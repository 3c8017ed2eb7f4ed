using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Alerts;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Listings;
using TechTransfer.Matching.Search;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>The caller's own saved searches, each kept for the organisation that he acts for: save, change, forget, list newest first.</summary>
internal static class KeepSavedSearches
{
    /// <summary>For each person and organisation.</summary>
    public const int Most = 100;

    /// <param name="Fresh">Listings found since the inbox was last marked as read.</param>
    internal sealed record Item(
        Guid Id,
        string Name,
        string Q,
        string? Kind,
        IReadOnlyList<CodeLabel> Region,
        IReadOnlyList<CodeLabel> Industry,
        IReadOnlyList<string> Field,
        IReadOnlyList<int> Trl,
        IReadOnlyList<string> Mode,
        OrganisationName? Organisation,
        string Tell,
        DateTimeOffset CreatedAt,
        int Fresh
    );

    internal sealed record All(IReadOnlyList<Item> Items);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var searches = routes.MapGroup("/api/saved-searches").WithTags("Saved searches").RequireAuthorization(Authentication.SignedIn);
        searches.MapGet("", ListAsync).WithName("listSavedSearches");
        searches.MapPost("", SaveAsync).WithName("saveSearch").ProducesProblem(409).ProducesProblem(422);
        searches.MapGet("/{id:guid}", GetAsync).WithName("getSavedSearch").ProducesProblem(404);
        searches.MapPut("/{id:guid}", ChangeAsync).WithName("changeSavedSearch").ProducesProblem(404).ProducesProblem(422);
        searches.MapDelete("/{id:guid}", ForgetAsync).WithName("forgetSavedSearch").ProducesProblem(404);
    }

    private static async Task<Ok<All>> ListAsync(
        Caller caller,
        Language language,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var own = await db.SavedSearches.AsNoTracking().Of(caller).OrderByDescending(x => x.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new All(await ItemsAsync(own, caller, language, db, time, cancellationToken)));
    }

    private static async Task<Results<Ok<Item>, ProblemHttpResult>> GetAsync(
        Guid id,
        Caller caller,
        Language language,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (await db.SavedSearches.AsNoTracking().Of(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } search)
            return Problem.NotFound("saved search");
        return TypedResults.Ok((await ItemsAsync([search], caller, language, db, time, cancellationToken))[0]);
    }

    private static async Task<Results<Created<Item>, ProblemHttpResult>> SaveAsync(
        SearchToSave request,
        Caller caller,
        Language language,
        MatchingDbContext db,
        Generations generations,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var (tools, _) = await generations.GetAsync(cancellationToken);
        var (parameters, tell, errors) = request.Read();
        if (parameters is null)
            return Problem.Invalid(errors);
        var rule = SearchRule.Of(tools.Analyzer, parameters.Text ?? "", parameters.Filter);
        if (rule.IsEmpty)
            return Nothing();
        if (await db.SavedSearches.Of(caller).CountAsync(cancellationToken) >= Most)
            return Problem.Conflict($"At most {Most} saved searches.", ("limit", Most));
        var now = time.GetUtcNow();
        var search = new SavedSearch
        {
            Id = Guid.CreateVersion7(now),
            Subject = caller.Subject,
            OrganisationId = caller.OrganisationId,
            Name = request.Name!.Trim(),
            Text = parameters.Text ?? "",
            Tell = tell,
            Since = now,
            CreatedAt = now,
            Rule = rule.Write(),
            Analyser = Analyzer.Version,
        };
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        db.SavedSearches.Add(search);
        await db.NoteAsync([search.Id], cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var saved = await ItemsAsync([search], caller, language, db, time, cancellationToken);
        return TypedResults.Created($"/api/saved-searches/{search.Id}", saved[0]);
    }

    private static async Task<Results<Ok<Item>, ProblemHttpResult>> ChangeAsync(
        Guid id,
        SearchToSave request,
        Caller caller,
        Language language,
        MatchingDbContext db,
        Generations generations,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (await db.SavedSearches.Of(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } search)
            return Problem.NotFound("saved search");
        var (tools, _) = await generations.GetAsync(cancellationToken);
        var (parameters, tell, errors) = request.Read();
        if (parameters is null)
            return Problem.Invalid(errors);
        var rule = SearchRule.Of(tools.Analyzer, parameters.Text ?? "", parameters.Filter);
        if (rule.IsEmpty)
            return Nothing();
        (search.Name, search.Tell) = (request.Name!.Trim(), tell);
        if (rule.Write() != search.Rule)
        {
            (search.Text, search.Rule, search.Analyser) = (parameters.Text ?? "", rule.Write(), Analyzer.Version);
            search.Since = time.GetUtcNow();
        }
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.NoteAsync([id], cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.Ok((await ItemsAsync([search], caller, language, db, time, cancellationToken))[0]);
    }

    /// <summary>What it found goes with it.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> ForgetAsync(
        Guid id,
        Caller caller,
        MatchingDbContext db,
        CancellationToken cancellationToken
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.SavedSearches.Of(caller).Where(x => x.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
            return Problem.NotFound("saved search");
        await db.Alerts.Where(x => x.CauseId == id).ExecuteDeleteAsync(cancellationToken);
        await db.NoteAsync([id], cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    public static IQueryable<SavedSearch> Of(this IQueryable<SavedSearch> searches, Caller caller) =>
        searches.Where(x => x.Subject == caller.Subject && x.OrganisationId == caller.OrganisationId);

    private static async Task<IReadOnlyList<Item>> ItemsAsync(
        IReadOnlyList<SavedSearch> searches,
        Caller caller,
        Language language,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var fresh = await Inbox.FreshAsync(db, caller, time.GetUtcNow(), cancellationToken);
        var ids = searches.Select(x => SearchRule.Read(x.Rule).Filter.OrganisationId).OfType<Guid>().Distinct().ToList();
        var organisations = await db.Organisations.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        return [.. searches.Select(x => ItemOf(x, fresh, organisations, language))];
    }

    private static ProblemHttpResult Nothing() => Problem.Invalid("q", "A word or a filter: without either it would find everything.");

    private static Item ItemOf(
        SavedSearch search,
        IReadOnlyDictionary<Guid, int> fresh,
        IReadOnlyDictionary<Guid, OrganisationCopy> organisations,
        Language language
    )
    {
        var filter = SearchRule.Read(search.Rule).Filter;
        return new Item(
            search.Id,
            search.Name,
            search.Text,
            filter.Kind switch
            {
                ListingKind.Achievement => "achievement",
                ListingKind.Demand => "demand",
                _ => null,
            },
            [.. (filter.Regions ?? []).Select(x => new CodeLabel(x, Places.Label(x, language.Code)))],
            [.. (filter.Industries ?? []).Select(x => new CodeLabel(x, Industries.Label(x, language.Code)))],
            filter.Fields ?? [],
            filter.Trls ?? [],
            filter.Modes ?? [],
            filter.OrganisationId is { } id ? new OrganisationName(id, organisations.GetValueOrDefault(id)?.NameIn(language) ?? "") : null,
            TellName.Of(search.Tell),
            search.CreatedAt,
            fresh.GetValueOrDefault(search.Id)
        );
    }
}
