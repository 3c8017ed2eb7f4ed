using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TechTransfer.Matching.Indexing;

internal static class Telemetry
{
    public static readonly ActivitySource Source = new("TechTransfer.Matching");
    private static readonly Meter Meter = new("TechTransfer.Matching");

    public static readonly Histogram<double> IndexLag = Meter.CreateHistogram<double>(
        "techtransfer.matching.index.lag",
        "s",
        "From a listing's arrival until it is searchable"
    );

    public static readonly Histogram<double> MatchLag = Meter.CreateHistogram<double>(
        "techtransfer.matching.match.lag",
        "s",
        "From a listing's arrival until its matches are stored"
    );

    public static readonly Histogram<double> MatchDuration = Meter.CreateHistogram<double>(
        "techtransfer.matching.match.duration",
        "ms",
        "Candidates, filters and ranking of one listing"
    );
}
