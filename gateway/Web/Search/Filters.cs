using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace TechTransfer.Gateway.Web.Search;

/// <summary>The search that an address stands for; every change of it is another address.</summary>
public sealed class Filters(IQueryCollection query)
{
    /// <summary>What may stand in the address, in the order of the API.</summary>
    private static readonly string[] Names = ["q", "kind", "region", "industry", "field", "trl", "mode", "organisation", "words", "sort", "after"];

    public string? this[string name] => query[name].ToString() is { Length: > 0 } text ? text : null;

    public string Query => this["q"] ?? "";

    /// <summary>The call of the API.</summary>
    public string Api => "/api/search" + Build([]);

    /// <summary>The same search with other values; null removes one. Another page only where <c>after</c> is given.</summary>
    public string With(params (string Name, string? Value)[] changes) => "/search" + Build([("after", null), .. changes]);

    /// <summary>It asks for something.</summary>
    public bool CanBeSaved => Array.Exists(Names, x => x is not ("words" or "sort" or "after") && this[x] is not null);

    /// <summary>Where this search is saved.</summary>
    public string Saved => "/my/searches/new" + Build([("after", null), ("words", null), ("sort", null)]);

    private string Build((string Name, string? Value)[] changes)
    {
        var result = new QueryBuilder();
        foreach (var name in Names)
        {
            var value = this[name];
            foreach (var change in changes)
                if (change.Name == name)
                    value = change.Value;
            if (!string.IsNullOrEmpty(value))
                result.Add(name, value);
        }
        return result.ToQueryString().ToUriComponent();
    }
}
