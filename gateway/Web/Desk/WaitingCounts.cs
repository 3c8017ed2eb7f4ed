using System.Collections.Concurrent;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Desk;

/// <summary>
/// How much waits for somebody, for the menu of every page: kept for a minute, because counting it asks every service, and forgotten when that person has
/// changed something here. Another replica's is a minute old at most.
/// </summary>
internal sealed class WaitingCounts(TimeProvider time)
{
    private const int Most = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (IReadOnlyDictionary<string, int> Places, int Count, DateTimeOffset At)> _counts = new(
        StringComparer.Ordinal
    );

    public (IReadOnlyDictionary<string, int> Places, int Count)? Find(Person person) =>
        _counts.TryGetValue(KeyOf(person), out var kept) && time.GetUtcNow() - kept.At < Kept ? (kept.Places, kept.Count) : null;

    public void Keep(Person person, Waiting waiting)
    {
        // Nobody's is worth much: when there are too many, all are counted anew.
        if (_counts.Count >= Most)
            _counts.Clear();
        _counts[KeyOf(person)] = (waiting.Places, waiting.Count, time.GetUtcNow());
    }

    public void Forget(Person person) => _counts.TryRemove(KeyOf(person), out _);

    private static string KeyOf(Person person) => $"{person.Subject}/{person.Organisation?.Id}";
}
