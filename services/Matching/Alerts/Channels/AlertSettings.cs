using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Mail;
using TechTransfer.Matching.Alerts.Sending;
using TechTransfer.Matching.SavedSearches;

namespace TechTransfer.Matching.Alerts.Channels;

/// <summary>When matches are told, whether by mail, and what came of the last message of each channel.</summary>
internal static class AlertSettings
{
    /// <param name="Matches">When matches of the organisation's listings are sent: atOnce, daily or inbox.</param>
    /// <param name="FromLevel">The lowest level of match that is told: 4 strong ones alone, 3 good ones too; as it was when left out.</param>
    /// <param name="Mail">Mails go to the address of the caller's account.</param>
    internal sealed record Request(string? Matches, int? FromLevel, bool? Mail);

    /// <param name="Address">Of a robot only its host and end.</param>
    /// <param name="Waiting">Messages that are still to be sent or tried again.</param>
    /// <param name="Error">Why the last message could not be delivered.</param>
    internal sealed record Channel(
        Guid Id,
        string Kind,
        string Address,
        DateTimeOffset CreatedAt,
        DateTimeOffset? LastSentAt,
        int Waiting,
        string? Error,
        DateTimeOffset? ErrorAt
    );

    /// <param name="MailAvailable">False: the operator has set up no mail server.</param>
    /// <param name="FromLevel">The lowest level of match that is told, 4 or 3.</param>
    internal sealed record Response(string Matches, int FromLevel, bool MailAvailable, string? Email, IReadOnlyList<Channel> Channels);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var settings = routes.MapGroup("/api/alert-settings").WithTags("Alerts").RequireAuthorization(Authentication.SignedIn);
        settings
            .MapGet(
                "",
                async (Caller caller, MatchingDbContext db, IMailer mailer, CancellationToken cancel) =>
                    TypedResults.Ok(await ReadAsync(caller, db, mailer, cancel))
            )
            .WithName("getAlertSettings");
        settings.MapPut("", ChangeAsync).WithName("changeAlertSettings").ProducesProblem(422);
    }

    private static async Task<Response> ReadAsync(Caller caller, MatchingDbContext db, IMailer mailer, CancellationToken cancellationToken)
    {
        var reader = await db
            .AlertReaders.AsNoTracking()
            .FirstOrDefaultAsync(x => x.Subject == caller.Subject && x.OrganisationId == caller.OrganisationId, cancellationToken);
        var channels = await db
            .AlertChannels.AsNoTracking()
            .Of(caller)
            .OrderBy(x => x.Id)
            .Select(x => new { Channel = x, Waiting = db.AlertDeliveries.Count(y => y.ChannelId == x.Id && y.State == DeliveryState.Waiting) })
            .ToListAsync(cancellationToken);
        return new Response(
            TellName.Of(reader?.Matches ?? Tell.AtOnce),
            reader?.FromLevel ?? AlertLevels.Strong,
            mailer.IsAvailable,
            caller.Email,
            [
                .. channels.Select(x => new Channel(
                    x.Channel.Id,
                    KeepChannels.NameOf(x.Channel.Kind),
                    ChannelAddress.Masked(x.Channel),
                    x.Channel.CreatedAt,
                    x.Channel.LastSentAt,
                    x.Waiting,
                    x.Channel.Error,
                    x.Channel.ErrorAt
                )),
            ]
        );
    }

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> ChangeAsync(
        Request request,
        Caller caller,
        Language language,
        MatchingDbContext db,
        IMailer mailer,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var matches = TellName.Read(request.Matches);
        if (matches is null)
            errors["matches"] = ["atOnce, daily or inbox."];
        if (request.FromLevel is not (null or AlertLevels.Strong or AlertLevels.Good))
            errors["fromLevel"] = ["4 (strong matches) or 3 (good ones too)."];
        if (request.Mail is null)
            errors["mail"] = ["true or false."];
        else if (request.Mail == true && caller.Email is null)
            errors["mail"] = ["Your account has no e-mail address."];
        else if (request.Mail == true && !mailer.IsAvailable)
            errors["mail"] = ["No mail is sent from here: the operator has set up no mail server."];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        var reader = await db.AlertReaders.FindAsync([caller.Subject, caller.OrganisationId], cancellationToken);
        if (reader is null)
            db.AlertReaders.Add(
                reader = new AlertReader
                {
                    Subject = caller.Subject,
                    OrganisationId = caller.OrganisationId,
                    ReadUpTo = Guid.Empty,
                }
            );
        reader.Matches = matches!.Value;
        reader.FromLevel = request.FromLevel ?? reader.FromLevel;
        var mail = db.AlertChannels.Of(caller).Where(x => x.Kind == ChannelKind.Mail);
        if (request.Mail == false)
            await db.RemoveAsync(mail, cancellationToken);
        else if (await mail.FirstOrDefaultAsync(cancellationToken) is { } held)
            (held.Address, held.English) = (caller.Email!, language.IsEnglish);
        else
            db.AlertChannels.Add(
                new AlertChannel
                {
                    Id = Guid.CreateVersion7(time.GetUtcNow()),
                    Subject = caller.Subject,
                    OrganisationId = caller.OrganisationId,
                    Kind = ChannelKind.Mail,
                    Address = caller.Email!,
                    Secret = AlertChannel.NewSecret(),
                    English = language.IsEnglish,
                    CreatedAt = time.GetUtcNow(),
                }
            );
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(await ReadAsync(caller, db, mailer, cancellationToken));
    }
}
