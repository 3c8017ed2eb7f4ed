using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;
using TechTransfer.Theme;

namespace TechTransfer.Identity.Brokers;

/// <summary>
/// GET /api/identity/brokers: the verified transfer institutions in the order of their names, with those of their brokers who want to be found. Public: it
/// holds names that people put in themselves, and neither their addresses nor their ids.
/// </summary>
internal static class ListBrokers
{
    private const int MaxQuery = 100;
    private const int MaxLimit = 100;

    /// <param name="Regions">Cities with institutions, on the first page only; likewise the specialities.</param>
    internal sealed record Answer(
        IReadOnlyList<Institution> Items,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next,
        IReadOnlyList<Facet>? Regions,
        IReadOnlyList<Facet>? Specialities
    );

    internal sealed record Institution(
        Guid Id,
        string Name,
        string? NameEn,
        string Region,
        string RegionName,
        IReadOnlyList<Speciality> Specialities,
        IReadOnlyList<Broker> Brokers
    );

    internal sealed record Broker(string Name, IReadOnlyList<Speciality> Specialities);

    internal sealed record Speciality(string Code, string Label);

    internal sealed record Facet(string Code, string Label, int Count);

    private sealed record Position(string Name, Guid Id);

    private sealed record Entry(Guid OrganisationId, string Name, List<string> Specialities);

    public static void MapListBrokers(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/identity/brokers", HandleAsync).WithName("IdentityListBrokers").WithTags("Identity");

    /// <param name="q">A part of the institution's name.</param>
    /// <param name="region">Its region or one above.</param>
    /// <param name="speciality">Of one of its brokers: an industry of GB/T 4754, or a section of it.</param>
    private static async Task<Results<Ok<Answer>, ProblemHttpResult>> HandleAsync(
        string? q,
        string? region,
        string? speciality,
        string? after,
        int? limit,
        IdentityDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        if (q?.Length > MaxQuery)
            return Problem.Invalid("q", $"At most {MaxQuery} characters.");
        if (!string.IsNullOrEmpty(region) && !Places.Exists(region))
            return Problem.Invalid("region", "A six-digit division code.");
        var code = Industries.Normalise(speciality);
        if (!string.IsNullOrEmpty(speciality) && code is null)
            return Problem.Invalid("speciality", "A code of GB/T 4754.");
        if (limit is < 1 or > MaxLimit)
            return Problem.Invalid("limit", $"1 to {MaxLimit}.");
        if (!Cursor.TryRead<Position>(after, out var position))
            return Problem.Invalid("after", "No cursor of this list.");
        var language = LanguageChoice.Of(context).Code();
        var institutions = db
            .Organisations.AsNoTracking()
            .Where(x => x.Kind == OrganisationKind.TransferInstitution && x.State == OrganisationState.Verified);
        var listed = db.Memberships.AsNoTracking().Where(x => x.IsListed && x.Roles.Contains(Roles.Broker));
        var matching = institutions;
        if (q?.Trim().ToLowerInvariant() is { Length: > 0 } part)
            matching = matching.Where(x => x.Name.ToLower().Contains(part) || (x.NameEn != null && x.NameEn.ToLower().Contains(part)));
        if (!string.IsNullOrEmpty(region) && RegionCode.Prefix(region) is var prefix)
            matching = matching.Where(x => x.Region.StartsWith(prefix));
        if (code is not null)
            matching = matching.Where(x => listed.Any(y => y.OrganisationId == x.Id && y.Specialities.Any(z => z.StartsWith(code))));
        var size = limit ?? 20;
        var found = await matching
            .Where(x => position == null || string.Compare(x.Name, position.Name) > 0 || (x.Name == position.Name && x.Id.CompareTo(position.Id) > 0))
            .OrderBy(x => x.Name)
            .ThenBy(x => x.Id)
            .Take(size + 1)
            .ToListAsync(cancellationToken);
        var page = found.Take(size).ToList();
        var ids = page.ConvertAll(x => x.Id);
        var entries = await listed
            .Where(x => ids.Contains(x.OrganisationId))
            .Join(db.Users, x => x.AccountId, x => x.Id, (x, account) => new Entry(x.OrganisationId, account.Name, x.Specialities))
            .ToListAsync(cancellationToken);
        var brokers = entries.ToLookup(x => x.OrganisationId);
        var first = position is null;
        return TypedResults.Ok(
            new Answer(
                [.. page.Select(x => Of(x, brokers[x.Id], language))],
                found.Count > size ? Cursor.Of(new Position(page[^1].Name, page[^1].Id)) : null,
                first ? await RegionsAsync(institutions, language, cancellationToken) : null,
                first ? await SpecialitiesAsync(institutions, listed, language, cancellationToken) : null
            )
        );
    }

    private static Institution Of(Organisation institution, IEnumerable<Entry> entries, string language)
    {
        var people = entries.OrderBy(x => x.Name, StringComparer.Ordinal).ToList();
        return new Institution(
            institution.Id,
            institution.Name,
            institution.NameEn,
            institution.Region,
            Places.Label(institution.Region, language),
            Labelled(people.SelectMany(x => x.Specialities).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal), language),
            people.ConvertAll(x => new Broker(x.Name, Labelled(x.Specialities, language)))
        );
    }

    private static IReadOnlyList<Speciality> Labelled(IEnumerable<string> codes, string language) =>
        [.. codes.Select(x => new Speciality(x, Industries.Label(x, language)))];

    private static async Task<IReadOnlyList<Facet>> RegionsAsync(
        IQueryable<Organisation> institutions,
        string language,
        CancellationToken cancellationToken
    )
    {
        var counts = await institutions.GroupBy(x => x.Region).Select(x => new { x.Key, Count = x.Count() }).ToListAsync(cancellationToken);
        return
        [
            .. counts
                .GroupBy(x => x.Key[..4] + "00", StringComparer.Ordinal)
                .Select(x => new Facet(x.Key, Places.Label(x.Key, language), x.Sum(y => y.Count)))
                .OrderByDescending(x => x.Count)
                .ThenBy(x => x.Code, StringComparer.Ordinal),
        ];
    }

    private static async Task<IReadOnlyList<Facet>> SpecialitiesAsync(
        IQueryable<Organisation> institutions,
        IQueryable<Membership> listed,
        string language,
        CancellationToken cancellationToken
    )
    {
        var all = await listed.Join(institutions, x => x.OrganisationId, x => x.Id, (x, _) => x.Specialities).ToListAsync(cancellationToken);
        return
        [
            .. all.SelectMany(x => x)
                .CountBy(x => x, StringComparer.Ordinal)
                .OrderByDescending(x => x.Value)
                .ThenBy(x => x.Key, StringComparer.Ordinal)
                .Select(x => new Facet(x.Key, Industries.Label(x.Key, language), x.Value)),
        ];
    }
}
