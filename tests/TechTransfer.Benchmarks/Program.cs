using TechTransfer.Benchmarks;
using TechTransfer.Benchmarks.Draining;
using TechTransfer.Benchmarks.Importing;
using TechTransfer.Benchmarks.Matches;
using TechTransfer.Benchmarks.Publishing;
using TechTransfer.Benchmarks.Reads;

// Speed, as ratios between two sides measured in one run. Each verb is one line here.
var verbs = new (string Name, string Measures, Func<Arguments, Task> RunAsync)[]
{
    ("start", "an empty store: from the process's start until it is ready and its demo province is found", StartBenchmark.RunAsync),
    ("publish", "from the call to publish until a listing is found and matched", PublishBenchmark.RunAsync),
    ("get", "one listing with a token against a raw read behind the same token check", GetBenchmark.RunAsync),
    ("gateway", "that call through the gateway (--gateway URL) against the same directly (--service URL)", GatewayBenchmark.RunAsync),
    ("search", "searches with facets and highlights, suggestions, figures", SearchBenchmark.RunAsync),
    ("reviews", "the review queue and \"my listings\" among 66,000 listings (--listings), as API and as page", ReviewsBenchmark.RunAsync),
    (
        "drain",
        "20,000 rows of an outbox (--events) until their effects, on PostgreSQL and RabbitMQ, against RabbitMQ.Client alone",
        DrainBenchmark.RunAsync
    ),
    ("index", "what a listing of an import costs until it is found and until it is matched", IndexBenchmark.RunAsync),
    (
        "match",
        "one listing matched and explained against a raw query of the engine (--engine elasticsearch), and how both grow",
        MatchBenchmark.RunAsync
    ),
    (
        "topics",
        "how long the topic space of 66,000 achievements and 16,000 demands is trained, and what it takes of memory",
        TopicsBenchmark.RunAsync
    ),
    ("percolate", "a new listing against 100,000 saved searches (--searches) and 15,964 demands, and a raw query", PercolateBenchmark.RunAsync),
    ("encode", "what the encoder in a folder (--embedder) costs at the start and for each listing", EncodeBenchmark.RunAsync),
    (
        "import",
        "66,000 achievements (--rows) by an operator's import, and the same rows by SQL; --matched 1 waits for their matches, --servers 1 takes PostgreSQL and RabbitMQ",
        ImportBenchmark.RunAsync
    ),
};

var verb = Array.Find(verbs, x => args.Length > 0 && string.Equals(x.Name, args[0], StringComparison.Ordinal));
if (verb.RunAsync is null)
{
    Console.WriteLine("dotnet run -c Release --project tests/TechTransfer.Benchmarks -- VERB [--name value …]");
    foreach (var (name, measures, _) in verbs)
        Console.WriteLine($"  {name, -9} {measures}");
    return 2;
}
Conditions.Print();
await verb.RunAsync(new Arguments(args[1..]));
return 0;
