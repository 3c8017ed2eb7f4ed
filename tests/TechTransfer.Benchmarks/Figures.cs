using System.Diagnostics;

namespace TechTransfer.Benchmarks;

/// <summary>Times of one side, in milliseconds.</summary>
internal sealed class Figures
{
    private readonly List<double> _values = [];

    public int Count => _values.Count;

    public double Mean => _values.Count == 0 ? double.NaN : _values.Average();
    public double P50 => At(0.50);
    public double P95 => At(0.95);
    public double P99 => At(0.99);

    public void Add(double milliseconds) => _values.Add(milliseconds);

    public void Add(Figures others) => Add(others._values);

    public void Add(IEnumerable<double> milliseconds) => _values.AddRange(milliseconds);

    public void Time(Action action)
    {
        var started = Stopwatch.GetTimestamp();
        action();
        Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public async Task<T> TimeAsync<T>(Func<Task<T>> action)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await action();
        Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return result;
    }

    public static double Median(IEnumerable<double> values)
    {
        var figures = new Figures();
        figures.Add(values);
        return figures.P50;
    }

    public override string ToString() => $"p50 {P50:0.00} ms, p95 {P95:0.00} ms, p99 {P99:0.00} ms ({Count})";

    private double At(double share)
    {
        if (_values.Count == 0)
            return double.NaN;
        var sorted = _values.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, Math.Ceiling(share * sorted.Count) - 1)];
    }
}
