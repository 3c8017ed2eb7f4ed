using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Alerts.Sending;

namespace TechTransfer.Matching.Alerts.Channels;

/// <summary>Webhooks and robots of a person: add, rotate the secret, try out, remove.</summary>
internal static class KeepChannels
{
    /// <summary>For each person and organisation, mail not counted.</summary>
    public const int Most = 20;

    private const int LongestSecret = 200;

    /// <summary>How long a webhook's receiver has to change over to a new secret.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    internal sealed record Request(string? Kind, string? Url, string? Secret);

    /// <param name="Secret">Of a webhook, shown this once.</param>
    internal sealed record Created(Guid Id, string? Secret);

    internal sealed record Rotated(string Secret, DateTimeOffset FormerUntil);

    internal sealed record Nothing;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var channels = routes.MapGroup("/api/alert-channels").WithTags("Alerts").RequireAuthorization(Authentication.SignedIn);
        channels.MapPost("", AddAsync).WithName("addAlertChannel").ProducesProblem(409).ProducesProblem(422);
        channels.MapDelete("/{id:guid}", ForgetAsync).WithName("removeAlertChannel").ProducesProblem(404);
        channels.MapPost("/{id:guid}/rotate", RotateAsync).WithName("rotateWebhookSecret").ProducesProblem(404);
        channels.MapPost("/{id:guid}/test", TestAsync).WithName("testAlertChannel").ProducesProblem(404);
    }

    private static async Task<Results<Created<Created>, ProblemHttpResult>> AddAsync(
        Request request,
        Caller caller,
        Language language,
        MatchingDbContext db,
        ChannelAddress addresses,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var kind = KindOf(request.Kind);
        if (kind is null or ChannelKind.Mail)
            errors["kind"] = ["webhook, weCom, dingTalk or feishu."];
        else if (addresses.Refuse(kind.Value, request.Url) is { } wrong)
            errors["url"] = [wrong];
        if (
            request.Secret?.Length > LongestSecret
            || request.Secret?.Any(char.IsControl) == true
            || request.Secret is { Length: > 0 } && kind is ChannelKind.Webhook or ChannelKind.WeCom
        )
            errors["secret"] = [$"At most {LongestSecret} characters, of a robot of DingTalk or Feishu only."];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (await db.AlertChannels.Of(caller).CountAsync(x => x.Kind != ChannelKind.Mail, cancellationToken) >= Most)
            return Problem.Conflict($"At most {Most} webhooks and robots.", ("limit", Most));
        var now = time.GetUtcNow();
        var channel = new AlertChannel
        {
            Id = Guid.CreateVersion7(now),
            Subject = caller.Subject,
            OrganisationId = caller.OrganisationId,
            Kind = kind!.Value,
            Address = request.Url!,
            Secret =
                kind == ChannelKind.Webhook ? AlertChannel.NewSecret()
                : string.IsNullOrEmpty(request.Secret) ? null
                : request.Secret,
            English = language.IsEnglish,
            CreatedAt = now,
        };
        db.AlertChannels.Add(channel);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created(
            $"/api/alert-channels/{channel.Id}",
            new Created(channel.Id, kind == ChannelKind.Webhook ? channel.Secret : null)
        );
    }

    /// <summary>What still waited for it is not sent.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> ForgetAsync(
        Guid id,
        Caller caller,
        MatchingDbContext db,
        CancellationToken cancellationToken
    ) =>
        await db.RemoveAsync(db.AlertChannels.Of(caller).Where(x => x.Id == id), cancellationToken)
            ? TypedResults.NoContent()
            : Problem.NotFound("channel");

    private static async Task<Results<Ok<Rotated>, ProblemHttpResult>> RotateAsync(
        Guid id,
        Nothing? _,
        Caller caller,
        MatchingDbContext db,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var channel = await db.AlertChannels.Of(caller).FirstOrDefaultAsync(x => x.Id == id && x.Kind == ChannelKind.Webhook, cancellationToken);
        if (channel is null)
            return Problem.NotFound("webhook");
        (channel.FormerSecret, channel.FormerUntil, channel.Secret) = (channel.Secret, time.GetUtcNow() + Overlap, AlertChannel.NewSecret());
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(new Rotated(channel.Secret, channel.FormerUntil.Value));
    }

    /// <summary>What came of it stands in the settings shortly afterwards.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> TestAsync(
        Guid id,
        Nothing? _,
        Caller caller,
        MatchingDbContext db,
        SendSignal signal,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!await db.AlertChannels.Of(caller).AnyAsync(x => x.Id == id, cancellationToken))
            return Problem.NotFound("channel");
        // One that still waits is enough.
        if (
            !await db.AlertDeliveries.AnyAsync(
                x => x.ChannelId == id && x.Kind == DeliveryKind.Test && x.State == DeliveryState.Waiting,
                cancellationToken
            )
        )
            db.AlertDeliveries.Add(Delivery.Of(id, DeliveryKind.Test, [], time.GetUtcNow()));
        await db.SaveChangesAsync(cancellationToken);
        signal.Set();
        return TypedResults.Accepted((string?)null);
    }

    public static IQueryable<AlertChannel> Of(this IQueryable<AlertChannel> channels, Caller caller) =>
        channels.Where(x => x.Subject == caller.Subject && x.OrganisationId == caller.OrganisationId);

    /// <summary>Removes the channels with what waits for them.</summary>
    public static async Task<bool> RemoveAsync(this MatchingDbContext db, IQueryable<AlertChannel> channels, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var ids = await channels.Select(x => x.Id).ToListAsync(cancellationToken);
        await db.AlertDeliveries.Where(x => ids.Contains(x.ChannelId)).ExecuteDeleteAsync(cancellationToken);
        await db.DigestItems.Where(x => ids.Contains(x.ChannelId)).ExecuteDeleteAsync(cancellationToken);
        var removed = await db.AlertChannels.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed > 0;
    }

    public static ChannelKind? KindOf(string? name) =>
        name switch
        {
            "mail" => ChannelKind.Mail,
            "webhook" => ChannelKind.Webhook,
            "weCom" => ChannelKind.WeCom,
            "dingTalk" => ChannelKind.DingTalk,
            "feishu" => ChannelKind.Feishu,
            _ => null,
        };

    public static string NameOf(ChannelKind kind) =>
        kind switch
        {
            ChannelKind.Mail => "mail",
            ChannelKind.Webhook => "webhook",
            ChannelKind.WeCom => "weCom",
            ChannelKind.DingTalk => "dingTalk",
            _ => "feishu",
        };
}
