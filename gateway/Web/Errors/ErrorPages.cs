using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web.Errors;

/// <summary>People get a page where clients of the API get problem details: sign in, not allowed, not found, away.</summary>
internal static class ErrorPages
{
    private static readonly string[] NotPages = ["/api", "/connect", "/openapi", "/docs", "/health", "/metrics", "/_content", "/.well-known"];

    public static void UseErrorPages(this IApplicationBuilder app) =>
        app.Use(
            async (context, next) =>
            {
                var isPage = IsPage(context.Request);
                try
                {
                    await next(context);
                }
                catch (RefusedException refused) when (!context.Response.HasStarted)
                {
                    // A program that reads pages gets the bare status.
                    context.Response.Clear();
                    context.Response.StatusCode = (int)refused.Refusal.Status;
                }
                catch (BadHttpRequestException bad) when (isPage && !context.Response.HasStarted)
                {
                    await AnswerAsync(context, bad.StatusCode);
                    return;
                }
                if (isPage && context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null })
                    await AnswerAsync(context, context.Response.StatusCode);
            }
        );

    private static async Task AnswerAsync(HttpContext context, int status)
    {
        context.Response.Clear();
        if (status == (int)HttpStatusCode.Unauthorized && HttpMethods.IsGet(context.Request.Method))
        {
            var here = context.Request.Path + context.Request.QueryString;
            context.Response.Redirect("/signin?returnUrl=" + Uri.EscapeDataString(here));
            return;
        }
        var page = Pages.Show<ErrorPage>(("Status", status));
        page.StatusCode = status;
        // With services of its own: the request's renderer still holds the page that failed and would fail again.
        var failed = context.RequestServices;
        await using var scope = failed.CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await page.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = failed;
        }
    }

    private static bool IsPage(HttpRequest request) =>
        !NotPages.Any(x => request.Path.StartsWithSegments(x, StringComparison.OrdinalIgnoreCase))
        && (HttpMethods.IsPost(request.Method) || request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase));
}
