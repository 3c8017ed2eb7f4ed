namespace TechTransfer.System.Tests.Faults;

/// <summary>How often each fault was brought about, how often it counted, and how long it took afterwards until everything had arrived.</summary>
internal sealed class FaultTable(IEnumerable<string> faults)
{
    private readonly Dictionary<string, Row> _rows = faults.ToDictionary(x => x, _ => new Row(), StringComparer.Ordinal);

    private sealed class Row
    {
        public int Faults { get; set; }
        public int Counted { get; set; }
        public List<double> Drained { get; } = [];
    }

    public int Counted => _rows.Values.Sum(x => x.Counted);

    public int CountedOf(string fault) => _rows[fault].Counted;

    public int FaultsOf(string fault) => _rows[fault].Faults;

    public void Note(string fault, bool counts)
    {
        _rows[fault].Faults++;
        _rows[fault].Counted += counts ? 1 : 0;
    }

    /// <param name="time">From the moment when everything was mended.</param>
    public void Drained(string fault, TimeSpan time) => _rows[fault].Drained.Add(time.TotalSeconds);

    public TimeSpan LongestDrained => TimeSpan.FromSeconds(_rows.Values.SelectMany(x => x.Drained).DefaultIfEmpty().Max());

    public IEnumerable<string> Lines()
    {
        yield return "fault | faults | with an acknowledged event unfinished | drained after s, median | longest";
        foreach (var (fault, row) in _rows)
            yield return Line(fault, row.Faults, row.Counted, row.Drained);
        yield return Line("in all", _rows.Values.Sum(x => x.Faults), Counted, [.. _rows.Values.SelectMany(x => x.Drained)]);
    }

    private static string Line(string fault, int faults, int counted, List<double> drained)
    {
        var ordered = drained.Order().ToList();
        return $"{fault} | {faults} | {counted} | " + (ordered is [] ? "– | –" : $"{ordered[ordered.Count / 2]:F1} | {ordered[^1]:F1}");
    }
}
