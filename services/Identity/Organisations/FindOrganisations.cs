using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Identity.Organisations;

/// <summary>
/// GET /api/identity/organisations: by a part of the name (Chinese or English), or by the whole credit code; in the order of their names, page by page.
/// </summary>
internal static class FindOrganisations
{
    private const int MaxQuery = 100;
    private const int MaxLimit = 100;

    public static void MapFindOrganisations(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/identity/organisations", HandleAsync).WithName("IdentityFindOrganisations").WithTags("Identity");

    private static async Task<Results<Ok<Page<OrganisationView>>, ProblemHttpResult>> HandleAsync(
        string? q,
        string? after,
        int? limit,
        Caller? caller,
        IdentityDbContext db,
        IMapper mapper,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (q?.Length > MaxQuery)
            return Problem.Invalid("q", $"At most {MaxQuery} characters.");
        if (limit is < 1 or > MaxLimit)
            return Problem.Invalid("limit", $"1 to {MaxLimit}.");
        if (!Cursor.TryRead<Position>(after, out var position))
            return Problem.Invalid("after", "No cursor of this list.");
        var size = limit ?? 20;
        var found = await Matching(db.Organisations.AsNoTracking().VisibleTo(caller), q?.Trim())
            .Where(x => position == null || string.Compare(x.Name, position.Name) > 0 || (x.Name == position.Name && x.Id.CompareTo(position.Id) > 0))
            .OrderBy(x => x.Name)
            .ThenBy(x => x.Id)
            .Take(size + 1)
            .ToListAsync(cancellationToken);
        var items = found.Take(size).ToList();
        var next = found.Count > size ? Cursor.Of(new Position(items[^1].Name, items[^1].Id)) : null;
        return TypedResults.Ok(new Page<OrganisationView>([.. items.Select(x => mapper.View(x, context).WithInsight(x, caller))], next));
    }

    private static IQueryable<Organisation> Matching(IQueryable<Organisation> organisations, string? q)
    {
        if (string.IsNullOrEmpty(q))
            return organisations;
        if (CreditCode.TryParse(q, out var code))
            return organisations.Where(x => x.CreditCode == code);
        var lower = q.ToLowerInvariant();
        return organisations.Where(x => x.Name.ToLower().Contains(lower) || (x.NameEn != null && x.NameEn.ToLower().Contains(lower)));
    }

    private sealed record Position(string Name, Guid Id);
}
