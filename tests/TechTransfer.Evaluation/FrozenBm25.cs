using System.Text.RegularExpressions;

namespace TechTransfer.Evaluation;

/// <summary>
/// The frozen baseline that every figure is held against, as the reference scorer defines it: bigrams of Han characters and lower-case words otherwise, k1 1.2,
/// b 0.75, title twice and body on both sides, frequency in the query capped at 3. Here to stand in the same table; the figures to quote are the scorer's own.
/// </summary>
internal static partial class FrozenBm25
{
    private const int Best = 100;

    public static Run Rank(DataSet data)
    {
        var documents = data.Achievements.ToDictionary(entry => entry.Id, entry => Tokens(entry).CountBy(token => token).ToDictionary());
        var average = documents.Values.Average(document => (double)document.Values.Sum());
        var postings = new Dictionary<string, List<(string Achievement, double Worth)>>();
        foreach (var (achievement, counts) in documents)
        {
            var norm = 1.2 * (0.25 + 0.75 * counts.Values.Sum() / average);
            foreach (var (token, frequency) in counts)
            {
                if (!postings.TryGetValue(token, out var holders))
                    postings[token] = holders = [];
                holders.Add((achievement, frequency * 2.2 / (frequency + norm)));
            }
        }
        var run = new Run();
        foreach (var demand in data.Demands)
        {
            var scores = new Dictionary<string, double>();
            foreach (var (token, frequency) in Tokens(demand).CountBy(token => token))
                if (postings.TryGetValue(token, out var holders))
                {
                    var weight = Math.Log(1 + (documents.Count - holders.Count + 0.5) / (holders.Count + 0.5)) * Math.Min(frequency, 3);
                    foreach (var (achievement, worth) in holders)
                        scores[achievement] = scores.GetValueOrDefault(achievement) + weight * worth;
                }
            var best = scores.OrderByDescending(score => score.Value).Take(Best).Select(score => score.Key);
            foreach (var achievement in best.Union(data.PoolOf(demand.Id)))
                run.Put(demand.Id, achievement, scores.GetValueOrDefault(achievement), null);
        }
        return run;
    }

    private static IEnumerable<string> Tokens(Entry entry)
    {
        foreach (Match match in Runs().Matches($"{entry.Title} {entry.Title} {entry.Body}".ToLowerInvariant()))
        {
            var run = match.Value;
            if (run[0] < '\u3400' || run.Length == 1)
                yield return run;
            else
                for (var i = 0; i < run.Length - 1; i++)
                    yield return run[i..(i + 2)];
        }
    }

    [GeneratedRegex("[\u3400-\u9fff]+|[a-z0-9]+")]
    private static partial Regex Runs();
}
