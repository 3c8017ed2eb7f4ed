using System.Collections.Frozen;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;

namespace TechTransfer.Theme;

/// <summary>
/// Addresses of static web assets with their fingerprint, so that browsers may keep them for good. Where the process has no manifest of them
/// (a test host), the plain address.
/// </summary>
public sealed class AssetUrls(EndpointDataSource endpoints)
{
    private readonly Lazy<FrozenDictionary<string, string>> _fingerprinted = new(() =>
        endpoints
            .Endpoints.Select(x => x.Metadata.GetMetadata<StaticAssetDescriptor>())
            .OfType<StaticAssetDescriptor>()
            .Where(x => x.Selectors.Count == 0)
            .Select(x => (Label: x.Properties.FirstOrDefault(p => p.Name == "label")?.Value, x.Route))
            .Where(x => x.Label is not null)
            .DistinctBy(x => x.Label)
            .ToFrozenDictionary(x => x.Label!, x => x.Route, StringComparer.Ordinal)
    );

    public string this[string path] => "/" + _fingerprinted.Value.GetValueOrDefault(path, path);
}
