using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Matching.Matches;

/// <summary>
/// The answers of organisations that agreed to it, as labels for training: ids of public listings, the side that answered and its reason from a list. No person,
/// no organisation and no free text is in it, so nothing has to be made safe against spreadsheets either.
/// </summary>
internal static class ExportLabels
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/admin/matching/labels", Handle)
            .WithName("exportLabels")
            .WithTags("Operation")
            .RequireAuthorization(Roles.Administrator)
            .Produces<byte[]>(200, "text/csv");

    private static PushStreamHttpResult Handle(MatchingDbContext db, CancellationToken cancellationToken) =>
        TypedResults.Stream(stream => WriteAsync(stream, db, cancellationToken), "text/csv; charset=utf-8", "labels.csv");

    private static async Task WriteAsync(Stream stream, MatchingDbContext db, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        await writer.WriteAsync("demand,achievement,side,stance,grade,reason,at\n");
        var rows =
            from stance in db.Stances.AsNoTracking()
            join consent in db.TrainingConsents on stance.OrganisationId equals consent.OrganisationId
            join demand in db.Listings on stance.DemandKey equals demand.MatchKey
            join achievement in db.Listings on stance.AchievementKey equals achievement.MatchKey
            orderby stance.DemandKey, stance.AchievementKey, stance.OrganisationId
            select new
            {
                Demand = demand.Id,
                Achievement = achievement.Id,
                OfDemand = demand.OrganisationId == stance.OrganisationId,
                OfAchievement = achievement.OrganisationId == stance.OrganisationId,
                stance.Kind,
                stance.Reason,
                stance.At,
            };
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            var side =
                row.OfDemand ? "demand"
                : row.OfAchievement ? "achievement"
                : "broker";
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Demand},{row.Achievement},{side},{row.Kind},{Grade(row.Kind)},{row.Reason},{row.At.UtcDateTime:O}\n"
            );
            await writer.WriteAsync(line.AsMemory(), cancellationToken);
        }
    }

    /// <summary>On the scale of transfer staff, 0 to 3: who wants to talk calls the pair strong, who keeps it good, who declines it none.</summary>
    private static int Grade(string stance) =>
        stance switch
        {
            Stance.Accepted => 3,
            Stance.Saved => 2,
            _ => 0,
        };
}
