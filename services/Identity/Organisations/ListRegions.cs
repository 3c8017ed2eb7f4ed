using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Identity.Organisations;

/// <summary>GET /api/identity/regions: the places directly below <c>parent</c>, or the provinces.</summary>
internal static class ListRegions
{
    public static void MapListRegions(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/identity/regions", Handle).WithName("IdentityListRegions").WithTags("Identity");

    private static Results<Ok<Answer>, ProblemHttpResult> Handle(string? parent, HttpContext context)
    {
        if (!string.IsNullOrEmpty(parent) && !Places.Exists(parent))
            return Problem.NotFound("region");
        var language = LanguageChoice.Of(context).Code();
        var items = Places
            .Children(string.IsNullOrEmpty(parent) ? null : parent)
            .Select(x => new Region(x.Code, x.In(language), Places.Label(x.Code, language), Places.Children(x.Code).Count > 0));
        return TypedResults.Ok(new Answer([.. items]));
    }

    private sealed record Answer(IReadOnlyList<Region> Items);

    /// <param name="Name">The place's own name.</param>
    /// <param name="Label">From the province down.</param>
    private sealed record Region(string Code, string Name, string Label, bool HasChildren);
}
