using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>
/// Pages and files. A page hands the caller's token on to the API, so it shows what the API answers; visitors are sent to sign in, and a form without the
/// page's own anti-forgery token changes nothing, whoever sends it.
/// </summary>
internal static class PageCases
{
    /// <summary>Made up from the route itself, so a new page only needs its line in the file.</summary>
    public static Case Of(string endpoint)
    {
        var (method, route) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        var kind = route.Contains("demands", StringComparison.Ordinal) ? "demands" : "achievements";
        return new Case(
            endpoint,
            kind == "demands" ? Own.Company : Own.University,
            async (town, word) =>
            {
                var path = route.Replace("/*", "/x", StringComparison.Ordinal);
                if (path.StartsWith("/organisations/", StringComparison.Ordinal))
                    path = path.Replace("{id:guid}", Town.University.ToString(), StringComparison.Ordinal);
                if (path.Contains("{id:guid}", StringComparison.Ordinal))
                    path = path.Replace("{id:guid}", (await town.DraftAsync(kind, Town.Content(kind, word))).ToString(), StringComparison.Ordinal);
                path = path.Replace("{documentName}", "v1", StringComparison.Ordinal);
                path = Parameter().Replace(path, "x");
                return new Call(path)
                {
                    Form = method == "POST" ? () => Form(route) : null,
                    Shows = word,
                    Repeatable = true,
                };
            }
        );
    }

    /// <summary>As the page sends it: with a file where it asks for one.</summary>
    private static HttpContent Form(string route) =>
        route is "/join/organisation" or "/my/organisation"
            ? new MultipartFormDataContent { { new StringContent(Guid.NewGuid().ToString()), "Id" } }
            : new FormUrlEncodedContent([new("do", "accept"), new("id", Guid.NewGuid().ToString())]);

    private static global::System.Text.RegularExpressions.Regex Parameter() => new(@"\{[^}]*\}", default, TimeSpan.FromSeconds(1));
}
