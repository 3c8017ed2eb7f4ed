using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Gateway.Web.Mine;

namespace TechTransfer.Gateway.Web;

/// <summary>A person's favourites; they are put there from a listing's page.</summary>
internal static class FavouriteRoutes
{
    public static void MapFavourites(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/my/favourites", (string? after) => Pages.Show<FavouritesPage>(("After", after)));
        pages.MapPost(
            "/my/favourites",
            ([FromForm(Name = "Do")] string? what, FrontDoor door, CancellationToken cancelled) => RemoveAsync(what, door, cancelled)
        );
    }

    private static async Task<IResult> RemoveAsync(string? what, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome =
            what?.Split(':') is [var kind, var id] && ListingKind.Of(kind) is { } known && Guid.TryParse(id, out var listing)
                ? await door.DeleteAsync($"/api/favourites/{known.Code}/{listing}", cancellationToken)
                : new Outcome<Done>(null, new Refusal(HttpStatusCode.BadRequest, null));
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<FavouritesPage>(refusal) : Pages.Then("/my/favourites?done=removed");
    }
}
