using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Bulk;
using Elastic.Transport;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>
/// Writes in bulk, item by item: a version that the index already exceeds (409) is a success; what the engine has no room for now (429) or whose shard is away
/// is sent again, later and in smaller pieces; what it cannot take at all is refused with its reason. Repeating changes nothing, since versions are external.
/// A server none of whose shards are there takes nothing: it is away, like one that does not answer.
/// </summary>
internal sealed class BulkWriter(Server server)
{
    private const int MostAtOnce = 512;
    private const int MostAttempts = 6;

    /// <summary>Halved when the engine has no room, a little more each time it takes everything; shared by all who write.</summary>
    private volatile int atOnce = MostAtOnce;

    private sealed record Item(string Target, IndexWrite Write);

    /// <param name="Again">Items to send again, with what the engine said.</param>
    /// <param name="Whole">The request failed as a whole: the server is away, not an item in its way.</param>
    /// <param name="ShardsAway">No item found its shard.</param>
    private sealed record Outcome(
        IReadOnlyList<(Item Item, string Reason)> Again,
        IReadOnlyList<(Item Item, string Reason)> Refused,
        bool Whole = false,
        bool ShardsAway = false
    );

    /// <exception cref="SearchIndexUnavailableException">Nothing could be written, or the server went away in between.</exception>
    public async Task<IReadOnlyList<RefusedWrite>> WriteAsync(
        IReadOnlyList<string> targets,
        IReadOnlyList<IndexWrite> writes,
        CancellationToken cancellationToken
    )
    {
        var waiting = new Queue<Item>(writes.SelectMany(write => targets.Select(target => new Item(target, write))));
        var refused = new Dictionary<Guid, string>();
        var (attempts, pause, taken) = (0, server.Options.FirstPause, false);
        while (waiting.Count > 0)
        {
            var batch = new List<Item>();
            while (batch.Count < atOnce && waiting.TryDequeue(out var item))
                batch.Add(item);
            var outcome = await SendAsync(batch, cancellationToken);
            foreach (var (item, reason) in outcome.Refused)
                refused[item.Write.Id] = reason;
            taken |= outcome.Again.Count < batch.Count;
            if (outcome.Again.Count == 0)
            {
                attempts = 0;
                atOnce = Math.Min(MostAtOnce, atOnce + Math.Max(8, atOnce / 4));
                continue;
            }
            // Something went through: there is room, if little.
            attempts = outcome.Again.Count < batch.Count ? 1 : attempts + 1;
            if (attempts >= MostAttempts)
                return GiveUp(outcome, taken, waiting, refused);
            atOnce = Math.Max(1, batch.Count / 2);
            foreach (var (item, _) in outcome.Again)
                waiting.Enqueue(item);
            pause = attempts == 1 ? server.Options.FirstPause : pause * 2;
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), cancellationToken);
        }
        return Refusals(refused);
    }

    /// <summary>A server that is away is that for all; items it has no room for are the caller's to bring again.</summary>
    private static IReadOnlyList<RefusedWrite> GiveUp(Outcome outcome, bool taken, IEnumerable<Item> waiting, Dictionary<Guid, string> refused)
    {
        var reason = outcome.Again[0].Reason;
        if (outcome.Whole || (outcome.ShardsAway && !taken))
            throw new SearchIndexUnavailableException(reason);
        foreach (var item in outcome.Again.Select(x => x.Item).Concat(waiting))
            refused[item.Write.Id] = reason;
        return Refusals(refused);
    }

    private static IReadOnlyList<RefusedWrite> Refusals(Dictionary<Guid, string> refused) =>
        [.. refused.Select(x => new RefusedWrite(x.Key, x.Value))];

    private async Task<Outcome> SendAsync(List<Item> batch, CancellationToken cancellationToken)
    {
        var request = new BulkRequest
        {
            Operations = new BulkOperationsCollection(batch.Select(Operation)),
            // Visible when it is acknowledged: somebody waits for it.
            Refresh = Refresh.True,
            RequestConfiguration = new RequestConfiguration { RequestTimeout = server.Options.WriteTimeout },
        };
        BulkResponse answer;
        try
        {
            answer = await server.Client.BulkAsync(request, cancellationToken);
        }
        catch (UnsupportedProductException stranger)
        {
            return Whole(batch, server.Renew(stranger).Message);
        }
        cancellationToken.ThrowIfCancellationRequested();
        var call = answer.ApiCallDetails;
        if (call.HttpStatusCode == 413)
            return batch.Count > 1
                ? Whole(batch, "Elasticsearch finds the request too large.")
                : new([], [(batch[0], "It is larger than Elasticsearch takes.")]);
        if (call.HttpStatusCode is null or 408 or 429 or >= 500)
            return Whole(batch, Server.Why(call));
        if (call.HttpStatusCode is not 200)
            server.ThrowIfFailed(answer);
        // An answer that broke off says nothing about any item.
        return answer.Items?.Count == batch.Count ? Sort(batch, answer.Items) : Whole(batch, "The answer of Elasticsearch was cut short.");
    }

    private static Outcome Whole(List<Item> batch, string reason) => new([.. batch.Select(item => (item, reason))], [], Whole: true);

    private static Outcome Sort(List<Item> batch, IEnumerable<ResponseItem> answers)
    {
        var (again, refused, away) = (new List<(Item, string)>(), new List<(Item, string)>(), 0);
        foreach (var (item, answer) in batch.Zip(answers))
        {
            var reason = answer.Error is { } error ? $"Elasticsearch answers {answer.Status}: {error.Reason ?? error.Type}" : "";
            if (answer.Status is 408 or 429 or >= 500)
            {
                again.Add((item, reason));
                away += answer.Status >= 500 ? 1 : 0;
            }
            else if (answer.Status == 404)
                throw new IndexMissingException(reason);
            else if (answer.Status is >= 400 and not 409)
                refused.Add((item, reason));
        }
        return new(again, refused, ShardsAway: away == batch.Count);
    }

    private static IBulkOperation Operation(Item item) =>
        new BulkIndexOperation<Dictionary<string, object>>(ListingDocument.Of(item.Write), item.Target)
        {
            Id = ListingDocument.IdOf(item.Write.Id),
            Version = item.Write.Version,
            VersionType = VersionType.ExternalGte,
        };
}
