using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace TechTransfer.Matching.Index.Elasticsearch;

/// <summary>
/// The generations of the index. Searches go to the one behind the alias; while a fresh one is filled it stands behind a second alias, and both are written.
/// The name of a generation holds the fingerprint of its mapping, so a program with another mapping begins a fresh one by itself.
/// </summary>
internal sealed class Generations(Server server)
{
    private static readonly string Form = ReadForm();

    /// <summary>Eight digits that change with the mapping.</summary>
    public static readonly string Fingerprint = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Form)))[..8];
    private readonly string alias = server.Options.IndexName;

    private string NextAlias => alias + "-next";

    /// <param name="Searched">Null: there is none yet.</param>
    /// <param name="Next">The one that is being filled.</param>
    /// <param name="Last">The highest number that was given to any.</param>
    private sealed record State(string? Searched, string? Next, int Last);

    /// <summary>Creates what is missing. A generation of another mapping stays searched while a fresh one is filled.</summary>
    /// <returns>True: there was none to search, so there is an empty one now.</returns>
    public async Task<bool> EnsureAsync(CancellationToken cancellationToken)
    {
        var template = new JsonObject
        {
            ["index_patterns"] = new JsonArray($"{alias}-*"),
            ["priority"] = 500,
            ["template"] = JsonNode.Parse(Form),
        };
        await CallAsync(HttpMethod.PUT, $"/_index_template/{alias}", template.ToJsonString(), cancellationToken);
        var state = await ReadAsync(cancellationToken);
        if (state.Searched is null)
            await CreateAsync(state, alias, cancellationToken);
        else if (state.Next is { } stale && !IsOfThisForm(stale))
        {
            await CallAsync(HttpMethod.DELETE, "/" + stale, null, cancellationToken);
            await CreateAsync(state, NextAlias, cancellationToken);
        }
        else if (!IsOfThisForm(state.Searched) && state.Next is null)
            await CreateAsync(state, NextAlias, cancellationToken);
        return state.Searched is null;
    }

    /// <summary>The indices that a write goes to.</summary>
    /// <exception cref="IndexMissingException">There is none.</exception>
    public async Task<IReadOnlyList<string>> TargetsAsync(CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken);
        // An index of another mapping would refuse what is written now: the fresh one is, and is searched soon.
        var targets = new[] { state.Searched, state.Next }.OfType<string>().Where(IsOfThisForm).ToList();
        return targets.Count > 0 ? targets : throw new IndexMissingException($"Elasticsearch has no index {alias}.");
    }

    /// <summary>Begins a fresh generation unless one is being filled already.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        var state = await ReadAsync(cancellationToken);
        if (state.Next is null)
            await CreateAsync(state, NextAlias, cancellationToken);
    }

    /// <summary>The generation that is being filled; null: none.</summary>
    public async Task<string?> NextAsync(CancellationToken cancellationToken) => (await ReadAsync(cancellationToken)).Next;

    /// <summary>Searches go to the fresh generation from one moment to the next, and the old one is gone.</summary>
    public async Task SwitchAsync(CancellationToken cancellationToken)
    {
        if (await ReadAsync(cancellationToken) is not { Next: { } next } state)
            return;
        var actions = new JsonArray(Action("remove", next, NextAlias), Action("add", next, alias));
        if (state.Searched is { } old)
            actions.Add(new JsonObject { ["remove_index"] = new JsonObject { ["index"] = old } });
        await CallAsync(HttpMethod.POST, "/_aliases", new JsonObject { ["actions"] = actions }.ToJsonString(), cancellationToken);
    }

    /// <summary>Vectors of one length share a field; a field is declared when the first of its length comes.</summary>
    public async Task DeclareVectorsAsync(IEnumerable<string> targets, int dimensions, CancellationToken cancellationToken)
    {
        // Flat: all are looked at. The largest inner product of unit vectors is the cosine, and takes a vector of zeros too.
        var field = new JsonObject
        {
            ["type"] = "dense_vector",
            ["dims"] = dimensions,
            ["similarity"] = "max_inner_product",
            ["index_options"] = new JsonObject { ["type"] = ListingDocument.IsInBits(dimensions) ? "bbq_flat" : "flat" },
        };
        var mapping = new JsonObject { ["properties"] = new JsonObject { [ListingDocument.Embedding(dimensions)] = field } };
        foreach (var target in targets)
            await CallAsync(HttpMethod.PUT, $"/{target}/_mapping", mapping.ToJsonString(), cancellationToken);
    }

    private async Task CreateAsync(State state, string behind, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["aliases"] = new JsonObject { [behind] = new JsonObject() } };
        var (status, answer) = await server.CallAsync(
            HttpMethod.PUT,
            $"/{alias}-{Fingerprint}-{state.Last + 1:000000}",
            body.ToJsonString(),
            cancellationToken
        );
        // Another process may have made the same one at this moment.
        if (status is >= 300 && TypeOf(answer) != "resource_already_exists_exception")
            throw new InvalidOperationException($"Elasticsearch does not create the index {alias}: {answer}");
    }

    private async Task<State> ReadAsync(CancellationToken cancellationToken)
    {
        var (_, indices) = await server.CallAsync(HttpMethod.GET, $"/{alias}-*/_alias", null, cancellationToken);
        var known = indices
            .EnumerateObject()
            .Where(index => index.Value.ValueKind == JsonValueKind.Object && index.Value.TryGetProperty("aliases", out _))
            .Select(index => (index.Name, Aliases: index.Value.GetProperty("aliases").EnumerateObject().Select(x => x.Name).ToList()))
            .ToList();
        return new(
            known.FirstOrDefault(index => index.Aliases.Contains(alias)).Name,
            known.FirstOrDefault(index => index.Aliases.Contains(NextAlias)).Name,
            known.Select(index => int.TryParse(index.Name.AsSpan(index.Name.LastIndexOf('-') + 1), out var number) ? number : 0).Append(0).Max()
        );
    }

    private async Task CallAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        var (status, answer) = await server.CallAsync(method, path, body, cancellationToken);
        if (status == 404 || TypeOf(answer) == "index_not_found_exception")
            throw new IndexMissingException($"Elasticsearch has no such index: {path}");
        if (status >= 300)
            throw new InvalidOperationException($"Elasticsearch refuses {path}: {answer}");
    }

    private bool IsOfThisForm(string index) => index.StartsWith($"{alias}-{Fingerprint}-", StringComparison.Ordinal);

    private static string? TypeOf(JsonElement answer) =>
        answer.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("type", out var type)
            ? type.GetString()
            : null;

    private static JsonObject Action(string verb, string index, string alias) =>
        new()
        {
            [verb] = new JsonObject { ["index"] = index, ["alias"] = alias },
        };

    private static string ReadForm()
    {
        using var form = typeof(Generations).Assembly.GetManifestResourceStream("listings.json")!;
        using var reader = new StreamReader(form);
        return reader.ReadToEnd();
    }
}
