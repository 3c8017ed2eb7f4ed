using System.Text.Json;
using System.Text.Json.Nodes;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Writing;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Reviews;

/// <summary>A submission that waits, with the kind of listing it is.</summary>
public sealed record Waiting(ListingKind Kind, ReviewRow Row)
{
    public string Address => $"/reviews/{Kind.Code}/{Row.Id}";

    /// <summary>How long something has waited, as one says it.</summary>
    public static string Days(Words words, int workingDays) =>
        workingDays == 0 ? words["reviews.lessThanOne"] : words["reviews.workingDays", workingDays];

    /// <summary>Another reviewer is at it.</summary>
    public bool IsHeld => Row.Claim is { Mine: false };
}

/// <summary>A field of the submission beside that of the public version.</summary>
public sealed record FieldDifference(string Field, IReadOnlyList<Piece> Pieces);

/// <summary>What the reviewer sees of one submission.</summary>
/// <param name="Public">The version that stays public meanwhile; null for a new listing.</param>
/// <param name="Unchanged">How many fields are as before.</param>
public sealed record Submission(
    ListingKind Kind,
    Listing Listing,
    Typed Typed,
    Listing? Public,
    IReadOnlyList<FieldDifference> Differences,
    int Unchanged,
    IReadOnlyList<SimilarListing> Similar,
    Listing? Twin
);

/// <summary>Reads the queue and one submission from the API.</summary>
internal sealed class ReviewDesk(FrontDoor door, Readable readable)
{
    private const int QueueLength = 50;

    /// <summary>Both kinds together, the longest waiting first; refused to everybody but operators.</summary>
    public async Task<(IReadOnlyList<Waiting> Queue, bool More)> QueueAsync(QueueFilter filter, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(
            ListingKind
                .Both.Where(filter.Shows)
                .Select(async kind =>
                    (
                        Kind: kind,
                        Rows: await door.GetAsync<Rows<ReviewRow>>($"{kind.Api}/reviews?limit={QueueLength}{filter.Query}", cancellationToken)
                    )
                )
        );
        var queue = answers.SelectMany(x => x.Rows.Items.Select(row => new Waiting(x.Kind, row))).OrderBy(x => x.Row.WaitingSince).ToList();
        return (queue, answers.Any(x => x.Rows.Next is not null));
    }

    public async Task<IReadOnlyList<(ListingKind Kind, ReviewFigures Figures, int Samples)>> FiguresAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(
            ListingKind.Both.Select(async kind =>
                (
                    kind,
                    await door.GetAsync<ReviewFigures>(kind.Api + "/reviews/figures", cancellationToken),
                    (await door.FindAsync<SampleList>(kind.Api + "/samples?limit=1", cancellationToken))?.Counts.Open ?? 0
                )
            )
        );

    /// <summary>Takes the submission up for whoever opens it; null when it does not wait, or is not his to decide.</summary>
    public async Task<ReviewClaim?> TakeAsync(ListingKind kind, Guid id, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync<ReviewClaim>($"{kind.Api}/{id}/claim", new { }, cancellationToken);
        return outcome.Value ?? (outcome.Refusal is { } refusal && refusal.Is("claimed") ? HeldBy(refusal) : null);
    }

    /// <summary>Who holds what a decision was refused for.</summary>
    public static ReviewClaim? HeldBy(Refusal refusal) =>
        refusal.Document is { } document
            ? new ReviewClaim(
                document.GetProperty("claimedBy").GetString()!,
                document.GetProperty("since").GetDateTimeOffset(),
                document.GetProperty("until").GetDateTimeOffset(),
                Mine: false
            )
            : null;

    /// <param name="codes">Of the list.</param>
    /// <param name="note">In the reviewer's own words.</param>
    public static IReadOnlyList<string> Reasons(IReadOnlyList<string>? codes, string? note) =>
        [.. (codes ?? []).Append(note ?? "").Where(x => !string.IsNullOrWhiteSpace(x))];

    /// <param name="other">The one to compare it with, if not the likest.</param>
    public async Task<Submission> ReadAsync(ListingKind kind, Guid id, CancellationToken cancellationToken, Guid? other = null)
    {
        var similar = door.FindAsync<Rows<SimilarListing>>($"{kind.Api}/{id}/similar", cancellationToken);
        var now = await door.GetAsync<JsonObject>($"{kind.Api}/{id}?view=working", cancellationToken);
        var listing = As(now, kind);
        var before = listing.Pending is null ? null : await door.FindAsync<JsonObject>($"{kind.Api}/{id}?view=public", cancellationToken);
        var (differences, unchanged) = before is null ? ([], 0) : Compare(kind, before, now);
        var found = (await similar)?.Items ?? [];
        if (other is { } chosen)
            found = await FirstAsync(found, kind, chosen, cancellationToken);
        var twin = found.Count > 0 ? await door.FindAsync<Listing>($"{kind.Api}/{found[0].Id}", cancellationToken) : null;
        return new Submission(
            kind,
            listing,
            Typed.FromListing(now, kind),
            before is null ? null : As(before, kind),
            differences,
            unchanged,
            found,
            twin is null ? null : twin with { ListingKind = kind.Code }
        );
    }

    /// <summary>The chosen one before the others, also when nothing but the reviewer says that it is alike.</summary>
    private async Task<IReadOnlyList<SimilarListing>> FirstAsync(
        IReadOnlyList<SimilarListing> found,
        ListingKind kind,
        Guid chosen,
        CancellationToken cancellationToken
    )
    {
        if (found.FirstOrDefault(x => x.Id == chosen) is { } known)
            return [known, .. found.Where(x => x.Id != chosen)];
        return await door.FindAsync<Listing>($"{kind.Api}/{chosen}", cancellationToken) is { } named
            ? [new SimilarListing(named.Id, named.Title, null, named.State, null, "chosen", null, named.Mine), .. found]
            : found;
    }

    private (IReadOnlyList<FieldDifference>, int) Compare(ListingKind kind, JsonObject before, JsonObject now)
    {
        var differences = new List<FieldDifference>();
        var unchanged = 0;
        foreach (var name in FormLayout.FieldsOf(kind).Select(x => x.Path.Split('.')[0]).Distinct(StringComparer.Ordinal))
        {
            // What holds is not what was stated; the stated end needs no review.
            var member = name == "validUntil" ? "statedUntil" : name;
            var (old, current) = (readable.Text(kind, name, before[member]), readable.Text(kind, name, now[member]));
            if (old != current)
                differences.Add(new FieldDifference(name, TextDifference.Of(old, current)));
            else if (current.Length > 0)
                unchanged++;
        }
        return (differences, unchanged);
    }

    private static Listing As(JsonObject json, ListingKind kind) => json.Deserialize<Listing>(FrontDoor.Json)! with { ListingKind = kind.Code };
}
