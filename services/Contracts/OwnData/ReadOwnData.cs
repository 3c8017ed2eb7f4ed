using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Contracts.Signing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.OwnData;

/// <summary>GET /api/my-data/contracts: introductions that a person asked for or accepted, what he signed, and what he did.</summary>
internal static class ReadOwnData
{
    public static async Task<Ok<Answer>> HandleAsync(
        ClaimsPrincipal user,
        ContractsDbContext db,
        HttpContext context,
        CancellationToken cancellationToken
    )
    {
        context.Response.Headers.CacheControl = "no-store";
        var subject = user.Subject();
        var introductions = await db
            .Introductions.AsNoTracking()
            .Where(x => x.RequestedBySubject == subject || x.DemandSideAcceptedBy == subject || x.AchievementSideAcceptedBy == subject)
            .OrderBy(x => x.Id)
            .ToListAsync(cancellationToken);
        var signed = await db
            .Contracts.AsNoTracking()
            .Where(x => x.Signatures.Any(s => s.Subject == subject))
            .OrderBy(x => x.Id)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(
            new Answer(
                introductions.ConvertAll(x => OwnIntroduction.Of(x, subject)),
                [
                    .. signed.SelectMany(x =>
                        x.Signatures.Where(s => s.Subject == subject)
                            .Select(s => new OwnSignature(x.Id, x.Title, s.Version, s.Sha256, s.Method, s.Name, s.OrganisationId, s.SignedAt))
                    ),
                ],
                await db
                    .Timeline.AsNoTracking()
                    .Where(x => x.Subject == subject)
                    .OrderBy(x => x.Id)
                    .Select(x => new OwnStep(x.ThreadId, x.OrganisationId, x.Name, x.What, x.Detail, x.At))
                    .ToListAsync(cancellationToken)
            )
        );
    }

    internal sealed record Answer(IReadOnlyList<OwnIntroduction> Introductions, IReadOnlyList<OwnSignature> Signatures, IReadOnlyList<OwnStep> Steps);

    /// <param name="Asked">The person asked; otherwise he accepted.</param>
    /// <param name="Message">What he wrote, when he asked.</param>
    /// <param name="Contact">What he gave, or what his account has.</param>
    internal sealed record OwnIntroduction(
        Guid Id,
        bool Asked,
        string? Message,
        string? Proposal,
        Contact? Contact,
        IntroductionState State,
        DateTimeOffset At
    )
    {
        public static OwnIntroduction Of(Introduction row, string subject)
        {
            var asked = row.RequestedBySubject == subject;
            var contact =
                row.DemandSideAcceptedBy == subject ? row.DemandSideContact
                : row.AchievementSideAcceptedBy == subject ? row.AchievementSideContact
                : row.BrokerContact;
            return new OwnIntroduction(row.Id, asked, asked ? row.Message : null, asked ? row.Proposal : null, contact, row.State, row.CreatedAt);
        }
    }

    internal sealed record OwnSignature(
        Guid ContractId,
        string Title,
        int Version,
        string Sha256,
        SigningMethod Method,
        string Name,
        Guid OrganisationId,
        DateTimeOffset At
    );

    internal sealed record OwnStep(Guid ThreadId, Guid? OrganisationId, string? Name, Happening What, string? Detail, DateTimeOffset At);
}
