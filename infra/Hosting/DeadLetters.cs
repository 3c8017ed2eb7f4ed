using Microsoft.AspNetCore.Routing;

namespace TechTransfer.Hosting;

internal static class DeadLetters
{
    public static void MapDeadLetters(this IEndpointRouteBuilder routes) { }
}
