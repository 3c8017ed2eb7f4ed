using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Messaging;
using TechTransfer.Messaging.Copies;

namespace TechTransfer.Hosting;

/// <summary>
/// What an administrator asks of each service of this process: digests of what it owns and copies, to be compared with those of other services, and to announce
/// what it owns again.
/// </summary>
internal static class Copies
{
    public static void MapCopies(this IEndpointRouteBuilder routes)
    {
        foreach (var desk in routes.ServiceProvider.GetServices<ICopyDesk>())
        {
            var group = routes
                .MapGroup($"/api/admin/{desk.Service}")
                .WithMetadata(new ModuleName(desk.Service))
                .RequireAuthorization(Roles.Administrator)
                .WithTags("Operation");
            group
                .MapGet("/digests", async (CancellationToken cancellationToken) => TypedResults.Ok(await desk.DigestAsync(cancellationToken)))
                .WithName($"{desk.Service}-digests");
            group
                .MapGet(
                    "/digests/{kind}",
                    (string kind, int[]? bucket, CancellationToken cancellationToken) => EntriesAsync(desk, kind, bucket, cancellationToken)
                )
                .WithName($"{desk.Service}-digest-entries");
            if (!desk.Owns)
                continue;
            group
                .MapGet("/announcements", (CancellationToken cancellationToken) => ListAsync(desk, cancellationToken))
                .WithName($"{desk.Service}-announcements");
            group
                .MapPost("/announcements", (AnnounceBody? body, CancellationToken cancellationToken) => AnnounceAsync(desk, body, cancellationToken))
                .WithName($"{desk.Service}-announce");
        }
    }

    private static async Task<Results<Ok<CopyEntries>, ProblemHttpResult>> EntriesAsync(
        ICopyDesk desk,
        string kind,
        int[]? bucket,
        CancellationToken cancellationToken
    )
    {
        if (bucket is not { Length: > 0 } || bucket.Any(x => x is < 0 or >= Digest.BucketCount))
            return Problem.Invalid("bucket", $"Name at least one bucket, each a number from 0 to {Digest.BucketCount - 1}.");
        return await desk.EntriesAsync(kind, bucket.ToHashSet(), cancellationToken) is { } entries
            ? TypedResults.Ok(new CopyEntries([.. entries.Select(CopyEntry.Of)]))
            : Problem.NotFound("kind");
    }

    private static async Task<Ok<AnnouncementList>> ListAsync(ICopyDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(AnnouncementList.Of(await desk.AnnouncementsAsync(cancellationToken)));

    private static async Task<Accepted<AnnouncementList>> AnnounceAsync(ICopyDesk desk, AnnounceBody? body, CancellationToken cancellationToken) =>
        TypedResults.Accepted(
            $"/api/admin/{desk.Service}/announcements",
            AnnouncementList.Of(await desk.AnnounceAsync(body?.Rewrite == true, cancellationToken))
        );
}

/// <param name="Rewrite">Copies take over also what they hold in the same version: for a copy that was damaged, or that keeps more than before.</param>
internal sealed record AnnounceBody(bool? Rewrite);

internal sealed record CopyEntries(IReadOnlyList<CopyEntry> Items);

/// <param name="Version">As its owner counts it, within the epoch.</param>
internal sealed record CopyEntry(Guid Id, long Epoch, long Version, bool Open)
{
    public static CopyEntry Of(Entry entry) => new(entry.Id, Stamp.EpochOf(entry.Version), Stamp.VersionOf(entry.Version), entry.IsOpen);
}

internal sealed record AnnouncementList(IReadOnlyList<AnnouncementAnswer> Items)
{
    public static AnnouncementList Of(IEnumerable<AnnouncementRow> rows) => new([.. rows.Select(AnnouncementAnswer.Of)]);
}

/// <param name="Reason">asked, restored (this service was), or the name of the service whose copies are wanting.</param>
/// <param name="Total">Null until it begins.</param>
/// <param name="Error">Why it does not get on; it is tried again.</param>
internal sealed record AnnouncementAnswer(
    Guid Id,
    string Kind,
    string Reason,
    bool Rewrite,
    DateTimeOffset RequestedAt,
    DateTimeOffset? FinishedAt,
    int? Total,
    int Done,
    string? Error
)
{
    public static AnnouncementAnswer Of(AnnouncementRow row) =>
        new(row.Id, row.Kind, row.Reason, row.Rewrites, row.RequestedAt, row.FinishedAt, row.Total, row.Done, row.Error);
}
