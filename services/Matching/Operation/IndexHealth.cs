using Microsoft.Extensions.Diagnostics.HealthChecks;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Indexing;

namespace TechTransfer.Matching.Operation;

/// <summary>
/// Ready when dictionaries and statistics are loaded. An index that does not answer makes it degraded, which is still ready: everything but search works on.
/// </summary>
internal sealed class IndexHealth(ISearchIndex index, Generations generations, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (generations.CurrentOrNull is null)
            return HealthCheckResult.Unhealthy("The analyser is still loading.");
        try
        {
            var one = new SearchRequest([], new SearchFilter(), SearchSort.Newest, null, 1, false, time.GetUtcNow());
            await index.SearchAsync(one, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (SearchIndexUnavailableException unavailable)
        {
            return HealthCheckResult.Degraded(unavailable.Message);
        }
    }
}
