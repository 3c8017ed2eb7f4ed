using Microsoft.Extensions.Options;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Reviews;

/// <summary>
/// Who is responsible for a submission: the operators of the organisation's region, and after three working days those of the next level up too (county,
/// city, province). Whoever oversees the region may decide at any time; this says for whom it is due.
/// </summary>
public sealed class Escalation(WorkingCalendar calendar, IOptions<ReviewOptions> options, TimeProvider time)
{
    /// <summary>County, city, province.</summary>
    private const int MostLevels = 2;

    public int EscalateAfter => options.Value.EscalateAfterWorkingDays;

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public int AgeOf(DateTimeOffset waitingSince) => calendar.WorkingDaysSince(waitingSince, Now);

    /// <summary>What has waited since before that is at least so many working days old.</summary>
    public DateTimeOffset OlderThan(int workingDays) => calendar.OlderThan(workingDays, Now);

    /// <summary>What has waited since before that has come up one level, or two.</summary>
    public DateTimeOffset HasRisen(int levels) => OlderThan(levels * EscalateAfter + 1);

    /// <summary>How many levels it has come up; of an organisation of the province none.</summary>
    public int LevelsRisen(string region, DateTimeOffset waitingSince) =>
        Math.Clamp((AgeOf(waitingSince) - 1) / EscalateAfter, 0, MostLevels) is var levels && levels > LevelsAbove(region)
            ? LevelsAbove(region)
            : levels;

    /// <summary>The region whose operators are responsible by now.</summary>
    public string ResponsibleFor(string region, DateTimeOffset waitingSince)
    {
        var at = region;
        for (var left = LevelsRisen(region, waitingSince); left > 0; left--)
            at = Above(at);
        return at;
    }

    /// <summary>Those that the operators of this region are responsible for, not merely above.</summary>
    public IQueryable<Listing<TContent>> DueTo<TContent>(IQueryable<Listing<TContent>> waiting, string region)
        where TContent : ListingContent
    {
        var (once, twice) = (HasRisen(1), HasRisen(2));
        return RegionCode.Prefix(region).Length switch
        {
            2 => waiting.Where(x =>
                x.OrganisationRegion == region || x.OrganisationRegion.EndsWith("00") && x.WaitingSince < once || x.WaitingSince < twice
            ),
            4 => waiting.Where(x => x.OrganisationRegion == region || x.WaitingSince < once),
            _ => waiting,
        };
    }

    private static int LevelsAbove(string region) => RegionCode.Prefix(region).Length / 2 - 1;

    private static string Above(string region) => region[..(RegionCode.Prefix(region).Length - 2)].PadRight(6, '0');
}
