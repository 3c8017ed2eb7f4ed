using System.Globalization;
using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Reviews;

/// <summary>What of the queue is shown; it stays in the address from one submission to the next.</summary>
public sealed record QueueFilter(string? Kind, string? Region, int? Age, int? To, string? Claim, bool Due)
{
    public static QueueFilter Of(IQueryCollection query) =>
        new(
            Text(query, "kind"),
            Text(query, "region"),
            Number(query, "age"),
            Number(query, "to"),
            Text(query, "claim"),
            string.Equals(Text(query, "due"), "true", StringComparison.Ordinal)
        );

    public bool IsAnything => this != new QueueFilter(null, null, null, null, null, false);

    public bool Shows(ListingKind kind) => Kind is null || Kind == kind.Code;

    /// <summary>Of the page, with its question mark; empty when all is shown.</summary>
    public string Suffix =>
        IsAnything
            ? "?"
                + string.Join(
                    '&',
                    Parts(("kind", Kind), ("region", Region), ("age", Age), ("to", To), ("claim", Claim), ("due", Due ? "true" : null))
                )
            : "";

    /// <summary>Of the API's list, to be added to other parameters.</summary>
    public string Query =>
        string.Concat(
            Parts(("region", Region), ("minAge", Age), ("maxAge", To), ("claim", Claim), ("due", Due ? "true" : null)).Select(x => "&" + x)
        );

    private static IEnumerable<string> Parts(params (string Name, object? Value)[] parameters) =>
        parameters
            .Where(x => x.Value is not null)
            .Select(x => $"{x.Name}={Uri.EscapeDataString(Convert.ToString(x.Value, CultureInfo.InvariantCulture)!)}");

    private static string? Text(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static int? Number(IQueryCollection query, string name) =>
        int.TryParse(Text(query, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
