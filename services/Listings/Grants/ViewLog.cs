using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Tabular;

namespace TechTransfer.Listings.Grants;

/// <summary>
/// Who read what a grant opened: written before it is answered, so that what cannot be written down is not shown. GET view-log: the newest first, for the owner; GET
/// view-log.csv: all of it.
/// </summary>
internal static class ViewLog
{
    private const int MaxLimit = 100;
    private const int RowsAtOnce = 1000;

    /// <summary>The same call again within this time, or up to twice as long, is no other view.</summary>
    private static readonly TimeSpan OneCall = TimeSpan.FromMinutes(5);

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapGet("/{id:guid}/view-log", ListAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    public static RouteHandlerBuilder MapFile<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapGet("/{id:guid}/view-log.csv", DownloadAsync<TContent>)
            .RequireAuthorization(Authentication.SignedIn)
            .Produces<byte[]>(200, "text/csv")
            .ProducesProblem(404);

    /// <summary>
    /// Adds the row of this call. A call that carries an Idempotency-Key and is sent again with it, because its answer was lost, is one view; the key holds for minutes, so
    /// that nobody reads under one key for days.
    /// </summary>
    /// <param name="file">The attachment that is downloaded.</param>
    public static async Task WriteAsync<TContent>(
        ListingDesk<TContent> desk,
        Listing<TContent> listing,
        IReadOnlyList<string> sections,
        Guid? file,
        Caller caller,
        HttpRequest request,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        // Neither a browser nor a proxy keeps what may be closed again the next moment.
        request.HttpContext.Response.Headers.CacheControl = "no-store";
        var version = listing.PublishedVersion!.Value;
        var slot = desk.Now.UtcTicks / OneCall.Ticks;
        string? call = null;
        if (request.Headers[Idempotency.Header].ToString() is { Length: > 0 } key)
        {
            var what = $"{listing.Id}/{version}/{file}/{caller.OrganisationId}/{caller.Subject}/{key}";
            (call, var before) = (Hash(what, slot), Hash(what, slot - 1));
            if (await desk.Db.SectionViews.AnyAsync(x => x.Call == call || x.Call == before, cancellationToken))
                return;
        }
        await desk.Db.NameAsync(caller, cancellationToken);
        var view = new SectionViewRow
        {
            ListingId = listing.Id,
            Version = version,
            OrganisationId = caller.OrganisationId,
            Subject = caller.Subject,
            Sections = [.. sections],
            FileId = file,
            At = desk.Now,
            Call = call,
        };
        desk.Db.SectionViews.Add(view);
        try
        {
            await desk.Db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException) when (call is not null)
        {
            // The same call at the same moment has written it, or nobody has.
            desk.Db.Entry(view).State = EntityState.Detached;
            if (!await desk.Db.SectionViews.AnyAsync(x => x.Call == call, cancellationToken))
                throw;
        }
    }

    private static string Hash(string what, long slot) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{what}/{slot}")));

    private static async Task<Results<Ok<Page<Item>>, ProblemHttpResult>> ListAsync<TContent>(
        Guid id,
        string? after,
        int? limit,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (limit is < 1 or > MaxLimit)
            return Problem.Invalid("limit", $"limit is 1 to {MaxLimit}.");
        if (!Cursor.TryRead<Place>(after, out var place))
            return Problem.Invalid("after", "This is no cursor of this list.");
        if (!await IsOwnAsync(desk.Db, id, caller, cancellationToken))
            return Problem.NotFound(desk.Kind.Name);
        var before = place?.Id ?? long.MaxValue;
        var size = limit ?? 50;
        var rows = await desk
            .Db.SectionViews.AsNoTracking()
            .Where(x => x.ListingId == id && x.Id < before)
            .OrderByDescending(x => x.Id)
            .Take(size + 1)
            .ToListAsync(cancellationToken);
        var next = rows.Count > size ? Cursor.Of(new Place(rows[size - 1].Id)) : null;
        return TypedResults.Ok(new Page<Item>(await ItemsAsync(desk.Db, [.. rows.Take(size)], cancellationToken), next));
    }

    private static async Task<Results<PushStreamHttpResult, ProblemHttpResult>> DownloadAsync<TContent>(
        Guid id,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        await IsOwnAsync(desk.Db, id, caller, cancellationToken)
            ? TypedResults.Stream(stream => WriteCsvAsync(stream, desk.Db, id, cancellationToken), "text/csv; charset=utf-8", $"view-log-{id}.csv")
            : Problem.NotFound(desk.Kind.Name);

    /// <summary>The oldest first, page by page, so that a slow download holds no transaction of the store open.</summary>
    private static async Task WriteCsvAsync<TContent>(Stream stream, ListingsDbContext<TContent> db, Guid id, CancellationToken cancellationToken)
        where TContent : ListingContent
    {
        await using var csv = new CsvWriter(stream);
        await csv.WriteRowAsync(["at", "organisation", "organisationId", "person", "listing", "version", "sections", "file"], cancellationToken);
        var last = 0L;
        while (true)
        {
            var rows = await db
                .SectionViews.AsNoTracking()
                .Where(x => x.ListingId == id && x.Id > last)
                .OrderBy(x => x.Id)
                .Take(RowsAtOnce)
                .ToListAsync(cancellationToken);
            foreach (var view in await ItemsAsync(db, rows, cancellationToken))
                await csv.WriteRowAsync(
                    [
                        view.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                        view.Organisation.Name,
                        view.Organisation.Id.ToString(),
                        view.Person,
                        id.ToString(),
                        view.Version.ToString(CultureInfo.InvariantCulture),
                        string.Join("; ", view.Sections),
                        view.FileName ?? view.FileId?.ToString(),
                    ],
                    cancellationToken
                );
            if (rows.Count < RowsAtOnce)
                return;
            last = rows[^1].Id;
        }
    }

    private static Task<bool> IsOwnAsync<TContent>(ListingsDbContext<TContent> db, Guid id, Caller caller, CancellationToken cancellationToken)
        where TContent : ListingContent
    {
        var organisation = caller.OrganisationId;
        return db.Listings.AnyAsync(
            x =>
                x.Id == id
                && x.OrganisationId == organisation
                && (x.OwnedSince != null || x.State != ListingState.Draft || x.PublishedVersion != null),
            cancellationToken
        );
    }

    private static async Task<List<Item>> ItemsAsync<TContent>(
        ListingsDbContext<TContent> db,
        List<SectionViewRow> rows,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var names = await db.NamesAsync(rows.Select(x => x.OrganisationId), cancellationToken);
        var people = await db.PeopleAsync(rows.Select(x => x.Subject), cancellationToken);
        var fileIds = rows.Select(x => x.FileId).OfType<Guid>().Distinct().ToList();
        var files = await db.Files.Where(x => fileIds.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Name, cancellationToken);
        return
        [
            .. rows.Select(x => new Item(
                x.At,
                new OrganisationName(x.OrganisationId, names.GetValueOrDefault(x.OrganisationId)),
                people.GetValueOrDefault(x.Subject),
                x.Version,
                x.Sections,
                x.FileId,
                x.FileId is { } file ? files.GetValueOrDefault(file) : null
            )),
        ];
    }

    internal sealed record Place(long Id);

    /// <param name="Person">Who read it; of an erased person a pseudonym.</param>
    /// <param name="FileId">The attachment that was downloaded; absent where the sections were shown.</param>
    internal sealed record Item(
        DateTimeOffset At,
        OrganisationName Organisation,
        string? Person,
        long Version,
        IReadOnlyList<string> Sections,
        Guid? FileId,
        string? FileName
    );
}
