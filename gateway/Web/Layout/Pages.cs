using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Gateway.Web.Layout;

/// <summary>Answers of page routes.</summary>
internal static class Pages
{
    /// <summary>The page with its parameters.</summary>
    public static RazorComponentResult<TPage> Show<TPage>(params (string Name, object? Value)[] parameters)
        where TPage : IComponent => new(parameters.ToDictionary(x => x.Name, x => x.Value, StringComparer.Ordinal));

    /// <summary>The page again after a refused change, with what was typed and what is wrong.</summary>
    public static RazorComponentResult<TPage> ShowRefused<TPage>(Api.Refusal refusal, params (string Name, object? Value)[] parameters)
        where TPage : IComponent
    {
        if (refusal.Status is System.Net.HttpStatusCode.Unauthorized)
            throw new Api.RefusedException(refusal);
        var result = Show<TPage>([.. parameters, ("Refusal", refusal)]);
        result.StatusCode = (int)refusal.Status;
        return result;
    }

    /// <summary>After a change: the page by GET, so that reload does not repeat it.</summary>
    public static IResult Then(string address) => new SeeOther(address);

    private sealed class SeeOther(string address) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = address;
            // What was just done waits no longer.
            var services = httpContext.RequestServices;
            if (await services.GetRequiredService<Api.Visitor>().PersonAsync(httpContext.RequestAborted) is { } person)
                services.GetRequiredService<Desk.WaitingCounts>().Forget(person);
        }
    }
}
