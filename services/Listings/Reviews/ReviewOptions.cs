using System.ComponentModel.DataAnnotations;

namespace TechTransfer.Listings.Reviews;

/// <summary>Settings under "Reviews".</summary>
public sealed class ReviewOptions
{
    public const string Section = "Reviews";

    /// <summary>How long a reviewer holds a submission that he has taken up; whatever he does with it begins the time anew.</summary>
    [Range(1, 24 * 60)]
    public int ClaimMinutes { get; set; } = 30;

    /// <summary>After so many full working days the next region level up is responsible as well, after twice as many the one above that.</summary>
    [Range(1, 60)]
    public int EscalateAfterWorkingDays { get; set; } = 3;

    /// <summary>How many of a hundred listings that an import publishes are looked at afterwards.</summary>
    [Range(0.0, 100.0)]
    public double SamplePercent { get; set; } = 2;
}
