using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Matching.Alerts;
using TechTransfer.Matching.Alerts.Channels;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.OwnData;

/// <summary>GET /api/my-data/matching: what a person saved, was told of, reported and answered.</summary>
internal static class ReadOwnData
{
    public static async Task<Ok<Answer>> HandleAsync(
        ClaimsPrincipal user,
        MatchingDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        var subject = user.Subject();
        var channels = await db.AlertChannels.AsNoTracking().Where(x => x.Subject == subject).OrderBy(x => x.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new Answer(
                await db
                    .Favourites.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.At)
                    .Select(x => new OwnFavourite(x.ListingId, x.Kind, x.Title, x.At))
                    .ToListAsync(cancellationToken),
                await db
                    .SavedSearches.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnSearch(x.Id, x.OrganisationId, x.Name, x.Text, x.Rule, x.CreatedAt))
                    .ToListAsync(cancellationToken),
                await db
                    .Alerts.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnAlert(x.Id, x.OrganisationId, x.Kind, x.ListingId, x.At))
                    .ToListAsync(cancellationToken),
                [
                    .. channels.Select(x => new OwnChannel(
                        x.Id,
                        x.OrganisationId,
                        KeepChannels.NameOf(x.Kind),
                        ChannelAddress.Masked(x),
                        x.CreatedAt,
                        x.LastSentAt
                    )),
                ],
                await db
                    .Stances.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.At)
                    .Select(x => new OwnStance(x.OrganisationId, x.Kind, x.Reason, x.Text, x.At))
                    .ToListAsync(cancellationToken),
                await db
                    .TrainingConsents.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .Select(x => new OwnTrainingConsent(x.OrganisationId, x.At))
                    .ToListAsync(cancellationToken),
                await db
                    .Reports.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnReport(x.Id, x.ListingId, x.Title, x.Reason, x.Text, x.At))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    /// <param name="Channels">Where alerts are sent to; secrets are left out.</param>
    /// <param name="Answers">To matches, for an organisation.</param>
    /// <param name="TrainingConsents">Given for an organisation.</param>
    internal sealed record Answer(
        IReadOnlyList<OwnFavourite> Favourites,
        IReadOnlyList<OwnSearch> SavedSearches,
        IReadOnlyList<OwnAlert> Alerts,
        IReadOnlyList<OwnChannel> Channels,
        IReadOnlyList<OwnStance> Answers,
        IReadOnlyList<OwnTrainingConsent> TrainingConsents,
        IReadOnlyList<OwnReport> Reports
    );

    internal sealed record OwnFavourite(Guid ListingId, ListingKind Kind, string Title, DateTimeOffset At);

    /// <param name="Rule">Filters and words as JSON.</param>
    internal sealed record OwnSearch(Guid Id, Guid OrganisationId, string Name, string Text, string Rule, DateTimeOffset CreatedAt);

    internal sealed record OwnAlert(Guid Id, Guid OrganisationId, AlertKind Kind, Guid ListingId, DateTimeOffset At);

    internal sealed record OwnChannel(
        Guid Id,
        Guid OrganisationId,
        string Kind,
        string Address,
        DateTimeOffset CreatedAt,
        DateTimeOffset? LastSentAt
    );

    internal sealed record OwnStance(Guid OrganisationId, string Kind, string? Reason, string? Text, DateTimeOffset At);

    internal sealed record OwnTrainingConsent(Guid OrganisationId, DateTimeOffset At);

    internal sealed record OwnReport(Guid Id, Guid ListingId, string Title, string Reason, string? Text, DateTimeOffset At);
}
