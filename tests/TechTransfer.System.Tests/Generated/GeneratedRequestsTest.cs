using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using TechTransfer.System.Tests.Authorisation;
using TechTransfer.System.Tests.Whole;
using Xunit;

namespace TechTransfer.System.Tests.Generated;

/// <summary>
/// Requests made up from the OpenAPI document, about things that were really made before: no answer but a documented one, and no failure of the server.
/// TECHTRANSFER_REQUESTS says how many, 100000 in the long form instead of a few hundred; TECHTRANSFER_SEED repeats another run.
/// </summary>
public sealed partial class GeneratedRequestsTest(Town town, ITestOutputHelper output)
{
    private const int StrangePerRightOne = 3;
    private readonly ConcurrentDictionary<string, (int Sent, int Succeeded)> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _wrong = new(StringComparer.Ordinal);

    private static int Requests => int.Parse(Environment.GetEnvironmentVariable("TECHTRANSFER_REQUESTS") ?? "400", CultureInfo.InvariantCulture);
    private static int Seed => int.Parse(Environment.GetEnvironmentVariable("TECHTRANSFER_SEED") ?? "20261126", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Every_answer_is_documented_and_none_is_a_failure()
    {
        var document = JsonDocument.Parse(await town.Visitor.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement;
        var schema = new Schema(document);
        var operations = Operations(document).ToList();
        Open(document).ShouldBeEmpty("schemas are closed and no operation has a default answer");
        var lines = Matrix.Read();
        var sent = 0;
        for (var round = 0; sent < Requests; round++)
            await Parallel.ForEachAsync(
                operations,
                new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken },
                async (operation, _) =>
                {
                    var mutation = new Mutation(schema, new Random(unchecked((Seed * 1_000_003) + (round * 1_009) + operations.IndexOf(operation))));
                    Interlocked.Add(ref sent, await TryAsync(operation, schema, mutation, lines));
                }
            );
        output.WriteLine(
            $"{sent} requests, {operations.Count} operations, seed {Seed}, {_counts.Values.Sum(x => x.Succeeded)} answered with success"
        );
        _wrong.ShouldBeEmpty(string.Join('\n', _wrong.Select(x => $"{x.Key}: {x.Value}")));
        _counts
            .Where(x => lines.Values.Any(line => Plain(line.Endpoint) == x.Key && line.Why is null) && x.Value.Succeeded * 5 < x.Value.Sent)
            .Select(x => $"{x.Key}: {x.Value.Succeeded} of {x.Value.Sent}")
            .ShouldBeEmpty("a fifth of every operation's requests succeeds");
    }

    private async Task<int> TryAsync(Operation operation, Schema schema, Mutation mutation, IReadOnlyDictionary<string, Line> lines)
    {
        var tried = MatrixTest.Cases.Values.SingleOrDefault(x => Plain(x.Endpoint) == operation.Name);
        if (tried is null || !lines.TryGetValue(tried.Endpoint, out var line))
        {
            _wrong[operation.Name] = "no case in Authorisation/*Cases.cs says how it is called";
            return 1;
        }
        var allowed = Callers.All.FirstOrDefault(who => !line.Cells[who].IsRefusal && !line.Cells[who].WithoutIt, Who.Manager);
        var word = "词" + Guid.NewGuid().ToString("N")[..12];
        var call = await tried.Prepare(town, word);
        for (var i = 0; i < StrangePerRightOne; i++)
            if (await SendAsync(operation, town.As(allowed, tried.Own), mutation.Strange(operation, call), schema) && !call.Repeatable)
            {
                await town.WithdrawAsync(word);
                call = await tried.Prepare(town, word);
            }
        await SendAsync(operation, town.As(allowed, tried.Own), Mutation.Right(operation, call), schema);
        await town.WithdrawAsync(word);
        return StrangePerRightOne + 1;
    }

    private async Task<bool> SendAsync(Operation operation, HttpClient client, HttpRequestMessage request, Schema schema)
    {
        var sentBody = request.Content is null ? "" : await request.Content.ReadAsStringAsync();
        using var answer = await client.SendAsync(request);
        var succeeded = answer.IsSuccessStatusCode;
        _counts.AddOrUpdate(operation.Name, (1, succeeded ? 1 : 0), (_, x) => (x.Sent + 1, x.Succeeded + (succeeded ? 1 : 0)));
        var wrong = (int)answer.StatusCode >= 500 ? $"failed with {(int)answer.StatusCode}" : await operation.UndescribedAsync(answer, schema);
        // A path that fits no route any more is no answer of this operation.
        var isElsewhere = (int)answer.StatusCode == 404;
        if (wrong is not null && !isElsewhere)
            _wrong.TryAdd(
                $"{operation.Name} {wrong}",
                $"{request.RequestUri} {request.Headers.IfMatch} {(sentBody.Length > 300 ? sentBody[..300] : sentBody)}"
            );
        return succeeded;
    }

    private static IEnumerable<Operation> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new Operation(operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    /// <summary>Bodies that take members nobody described, and answers that could be anything.</summary>
    private static IEnumerable<string> Open(JsonElement document)
    {
        foreach (var operation in Operations(document))
            if (operation.Described.GetProperty("responses").TryGetProperty("default", out _))
                yield return $"{operation.Name} has a default answer";
            else if (operation.Body is { } body && new Schema(document).Resolve(body) is var schema && IsOpen(schema))
                yield return $"the body of {operation.Name} takes any member";
    }

    private static bool IsOpen(JsonElement schema) =>
        schema.TryGetProperty("properties", out _)
        && !(schema.TryGetProperty("additionalProperties", out var more) && more.ValueKind == JsonValueKind.False);

    /// <summary>"GET /api/deals/{id:guid}" as the document writes it.</summary>
    private static string Plain(string endpoint) => Constraint().Replace(endpoint, "}");

    [GeneratedRegex(@":[a-z]+\}", RegexOptions.None, 1000)]
    private static partial Regex Constraint();
}
