namespace TechTransfer.System.Tests.Faults;

/// <summary>How often each fault was brought about and how often it counted, and after each round how long it took until everything had come how far.</summary>
internal sealed class FaultTable(IEnumerable<string> faults)
{
    private readonly Dictionary<string, (int Faults, int Counted)> _rows = faults.ToDictionary(x => x, _ => (0, 0), StringComparer.Ordinal);
    private readonly Dictionary<Arrival, List<double>> _drained = Enum.GetValues<Arrival>().ToDictionary(x => x, _ => new List<double>());

    public int Faults => Sum(x => x.Faults);

    public int Counted => Sum(x => x.Counted);

    public int CountedOf(string fault) => Of(fault).Counted;

    public int FaultsOf(string fault) => Of(fault).Faults;

    public void Note(string fault, bool counts)
    {
        lock (_rows)
            _rows[fault] = (_rows[fault].Faults + 1, _rows[fault].Counted + (counts ? 1 : 0));
    }

    /// <param name="arrival">What had become of everything acknowledged.</param>
    /// <param name="time">From the moment when everything was mended.</param>
    public void Drained(Arrival arrival, TimeSpan time) => _drained[arrival].Add(time.TotalSeconds);

    public IEnumerable<string> Lines()
    {
        yield return "fault | faults | with an acknowledged event unfinished";
        foreach (var (fault, row) in _rows)
            yield return $"{fault} | {row.Faults} | {row.Counted}";
        yield return $"in all | {Faults} | {Counted}";
        foreach (var (arrival, times) in _drained.Where(x => x.Value.Count > 0))
        {
            var ordered = times.Order().ToList();
            yield return $"Mended {ordered.Count} times; everything was {arrival} after {ordered[ordered.Count / 2]:F1} s (median), {ordered[^1]:F1} s (longest)";
        }
    }

    private (int Faults, int Counted) Of(string fault)
    {
        lock (_rows)
            return _rows[fault];
    }

    private int Sum(Func<(int Faults, int Counted), int> what)
    {
        lock (_rows)
            return _rows.Values.Sum(what);
    }
}
