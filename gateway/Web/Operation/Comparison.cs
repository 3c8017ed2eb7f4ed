using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Operation;

/// <summary>
/// What one service owns beside the copies that another keeps of it. Services never ask each other, so the two are brought together here, for whoever may read both.
/// </summary>
/// <param name="Missing">The copy has not heard of them.</param>
/// <param name="Behind">The copy is older, or differs in whether it is open.</param>
/// <param name="Ahead">The copy is newer: the owner's store is an older one than the copy knew.</param>
/// <param name="Unknown">The owner knows nothing of them.</param>
internal sealed record Comparison(
    string Kind,
    string Owner,
    string Copy,
    Digest Owned,
    Digest Copied,
    int Missing,
    int Behind,
    int Ahead,
    int Unknown
)
{
    public bool Agrees => Missing + Behind + Ahead + Unknown == 0;

    /// <summary>Every pair of services that answered. Entries are asked for only where sums differ.</summary>
    public static async Task<IReadOnlyList<Comparison>> AllAsync(
        FrontDoor door,
        IReadOnlyDictionary<string, Digests?> services,
        CancellationToken cancellationToken
    )
    {
        var all = new List<Comparison>();
        foreach (var (owner, digests) in services)
        foreach (var owned in digests?.Owned ?? [])
        foreach (var (copy, others) in services)
            if (others?.Copied.FirstOrDefault(x => x.Kind == owned.Kind) is { } copied)
                all.Add(await OneAsync(door, owner, owned, copy, copied, cancellationToken));
        return all;
    }

    private static async Task<Comparison> OneAsync(
        FrontDoor door,
        string owner,
        Digest owned,
        string copy,
        Digest copied,
        CancellationToken cancellationToken
    )
    {
        var equal = new Comparison(owned.Kind, owner, copy, owned, copied, 0, 0, 0, 0);
        var differing = Enumerable.Range(0, owned.Buckets.Count).Where(x => owned.Buckets[x] != copied.Buckets[x]).ToList();
        if (differing.Count == 0)
            return equal;
        var query = $"/digests/{owned.Kind}?" + string.Join('&', differing.Select(x => "bucket=" + x));
        var own = await door.FindAsync<Rows<CopyEntry>>($"/api/admin/{owner}{query}", cancellationToken);
        var theirs = await door.FindAsync<Rows<CopyEntry>>($"/api/admin/{copy}{query}", cancellationToken);
        var held = (theirs?.Items ?? []).ToDictionary(x => x.Id);
        var (missing, behind, ahead) = (0, 0, 0);
        foreach (var entry in own?.Items ?? [])
            if (!held.Remove(entry.Id, out var mirror))
                missing++;
            else if (mirror.IsNewerThan(entry))
                ahead++;
            else if (mirror != entry)
                behind++;
        return equal with { Missing = missing, Behind = behind, Ahead = ahead, Unknown = held.Count };
    }
}
