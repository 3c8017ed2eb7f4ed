using System.Text.Json.Nodes;
using TechTransfer.Hosting;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Model;

namespace TechTransfer.Gateway.Host;

/// <summary>
/// One OpenAPI document of all services: each is asked for its own, and what has the same name and is not the same gets the service's name in front. A
/// service that is away is described as it was when it last answered.
/// </summary>
internal sealed class MergedDescription(IProxyStateLookup proxy, IConfiguration configuration, TimeProvider time, ILogger<MergedDescription> logger)
    : IDisposable
{
    public const string Path = "/openapi/v1.json";
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan KeepIncomplete = TimeSpan.FromSeconds(2);
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(5) };
    private readonly SemaphoreSlim _asking = new(1);
    private readonly SortedDictionary<string, JsonObject> _known = new(StringComparer.Ordinal);
    private (string Text, long At, TimeSpan Keep)? _merged;

    public static async Task<IResult> AnswerAsync(MergedDescription description, CancellationToken cancellationToken) =>
        await description.TextAsync(cancellationToken) is { } text
            ? Results.Text(text, "application/json")
            : Problem.Unavailable("No service answers yet with a description of its API.");

    private async Task<string?> TextAsync(CancellationToken cancellationToken)
    {
        await _asking.WaitAsync(cancellationToken);
        try
        {
            if (_merged is { } kept && time.GetElapsedTime(kept.At) < kept.Keep)
                return kept.Text;
            var complete = true;
            foreach (var service in RouteTable.Prefixes.Keys)
                complete &= await AskAsync(service, cancellationToken);
            if (_known.Count == 0)
                return null;
            var text = OpenApiDocuments.Merge(_known, configuration.PublicUrl()).ToJsonString();
            _merged = (text, time.GetTimestamp(), complete ? Keep : KeepIncomplete);
            return text;
        }
        finally
        {
            _asking.Release();
        }
    }

    private async Task<bool> AskAsync(string service, CancellationToken cancellationToken)
    {
        if (!proxy.TryGetCluster(service, out var cluster))
            return false;
        foreach (var destination in cluster.DestinationsState.AvailableDestinations)
            try
            {
                var text = await _http.GetStringAsync(new Uri(new Uri(AddressOf(destination)), Path), cancellationToken);
                _known[service] = JsonNode.Parse(text)!.AsObject();
                return true;
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
            {
                logger.LogInformation(away, "{Service} does not describe itself at the moment", service);
            }
        return false;
    }

    private static string AddressOf(DestinationState destination) => destination.Model.Config.Address;

    public void Dispose()
    {
        _http.Dispose();
        _asking.Dispose();
    }
}
