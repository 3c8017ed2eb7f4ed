using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using TechTransfer.Hosting;

namespace TechTransfer.Gateway.Session;

/// <summary>
/// Before routing: a request with a session's cookie goes on with the session's access token, as if the browser had sent it. So services and pages
/// know bearer tokens only. A browser sends the cookie by itself, so a call that changes something through the API must also carry a header that a
/// foreign page cannot set.
/// </summary>
internal sealed class SessionToBearer(RequestDelegate next, AccessTokens tokens)
{
    public const string Header = "X-TechTransfer";

    private static readonly PathString[] WithoutSession =
    [
        "/connect",
        "/account",
        "/.well-known",
        "/health",
        "/_content",
        "/_framework",
        "/docs",
        "/openapi",
    ];

    public async Task InvokeAsync(HttpContext context)
    {
        if (!Concerns(context.Request) || await context.AuthenticateAsync(SessionModule.Cookie) is not { Succeeded: true, Ticket: { } ticket })
        {
            await next(context);
            return;
        }
        if (ChangesThroughApi(context.Request) && context.Request.Headers[Header] != "1")
        {
            await Problem.Forbidden($"A call that changes something with the browser's session needs the header {Header}: 1.").ExecuteAsync(context);
            return;
        }
        var (outcome, token) = await tokens.GetAsync(ticket);
        switch (outcome)
        {
            case TokenOutcome.IssuerAway:
                context.Response.Headers.RetryAfter = "5";
                await Problem.Unavailable("The sign-in service does not answer; the session is kept. Try again.").ExecuteAsync(context);
                return;
            case TokenOutcome.Ended:
                await context.SignOutAsync(SessionModule.Cookie);
                break;
            default:
                context.Request.Headers.Authorization = "Bearer " + token;
                break;
        }
        await next(context);
    }

    private static bool Concerns(HttpRequest request) =>
        request.Headers.Authorization.Count == 0
        && (request.Cookies.ContainsKey(SessionModule.SecureCookieName) || request.Cookies.ContainsKey(SessionModule.PlainCookieName))
        && !Array.Exists(WithoutSession, x => request.Path.StartsWithSegments(x, StringComparison.OrdinalIgnoreCase));

    private static bool ChangesThroughApi(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        && !HttpMethods.IsGet(request.Method)
        && !HttpMethods.IsHead(request.Method);
}
