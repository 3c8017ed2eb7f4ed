using System.Globalization;

namespace TechTransfer.Benchmarks.Corpus;

/// <summary>Invented listings as clients of the API write them.</summary>
internal static class SampleBodies
{
    /// <param name="organisation">Name of the owner when an operator enters or imports it; null when it is the caller's own.</param>
    public static Dictionary<string, object?> Of(SampleListing x, string? organisation = null)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["title"] = x.Title,
            ["field"] = x.Field,
            ["keywords"] = x.Keywords,
            ["industry"] = x.Industry,
            ["region"] = x.Region,
            ["modes"] = x.Modes,
        };
        if (organisation is not null)
        {
            body["organisation"] = organisation;
            body["source"] = "benchmark";
            body["externalId"] = x.Number.ToString(CultureInfo.InvariantCulture);
        }
        return x.IsDemand ? Demand(x, body) : Achievement(x, body);
    }

    private static Dictionary<string, object?> Achievement(SampleListing x, Dictionary<string, object?> body)
    {
        body["summary"] = x.Summary;
        body["features"] = x.Body;
        body["application"] = x.Application;
        body["trl"] = x.Trl;
        body["parameters"] = x.Parameters.Select(p => new
        {
            name = p.Name,
            value = p.Value,
            unit = p.Unit,
        });
        body["terms"] = new
        {
            kind = "range",
            min = Money(x.MinFen),
            max = Money(x.MaxFen),
        };
        body["declarations"] = new
        {
            noStateSecret = true,
            entitledToPublish = true,
            patentFiledOrNotNeeded = true,
        };
        return body;
    }

    private static Dictionary<string, object?> Demand(SampleListing x, Dictionary<string, object?> body)
    {
        body["kind"] = "problem";
        body["content"] = x.Summary + x.Body;
        body["trlWanted"] = x.Trl;
        body["targets"] = x.Parameters.Select(p => new
        {
            name = p.Name,
            comparator = p.Comparator,
            value = p.Value,
            unit = p.Unit,
        });
        body["budget"] = new { min = Money(x.MinFen), max = Money(x.MaxFen) };
        body["declarations"] = new { noStateSecret = true, entitledToPublish = true };
        return body;
    }

    private static object Money(long fen) => new { amount = (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture), currency = "CNY" };
}
