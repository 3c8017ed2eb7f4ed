using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace TechTransfer.Identity.Accounts;

/// <summary>GET /account/terms: the terms of use and the privacy policy that a person agrees to at sign-up.</summary>
internal static class Terms
{
    public const string Path = "/account/terms";

    /// <summary>Of the text in Words/terms.json; kept with each consent. Change it with the text.</summary>
    public const string Version = "2026-11-28";

    public static void MapTerms(this IEndpointRouteBuilder routes) =>
        routes.MapGet(Path, () => new RazorComponentResult<TermsPage> { PreventStreamingRendering = true });
}
