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

    private static long _depth;
    private static double _oldestSeconds;

    static Telemetry()
    {
        Meter.CreateObservableGauge(
            "techtransfer.matching.index.depth",
            () => Interlocked.Read(ref _depth),
            "{listing}",
            "Listings not findable yet"
        );
        Meter.CreateObservableGauge(
            "techtransfer.matching.index.oldest_age",
            () => Volatile.Read(ref _oldestSeconds),
            "s",
            "Age of the oldest of them"
        );
    }

    public static void Waiting(long depth, double oldestSeconds)
    {
        Interlocked.Exchange(ref _depth, depth);
        Volatile.Write(ref _oldestSeconds, oldestSeconds);
    }
}
