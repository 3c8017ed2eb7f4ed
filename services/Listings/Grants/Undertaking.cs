using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Grants;

/// <summary>
/// The texts of the confidentiality undertaking, all versions in undertakings.json, the one in force last. A version that was in force is never changed: what was
/// accepted is found again by its version and its SHA-256.
/// </summary>
internal static class Undertakings
{
    public static readonly IReadOnlyList<UndertakingText> All = Read();

    public static UndertakingText InForce => All[^1];

    private static List<UndertakingText> Read()
    {
        using var file = typeof(Undertakings).Assembly.GetManifestResourceStream("undertakings.json")!;
        return
        [
            .. JsonSerializer
                .Deserialize<List<Written>>(file, JsonSerializerOptions.Web)!
                .Select(x => new UndertakingText(x.Version, x.Since, [.. x.Texts.Select(y => Language(y.Key, string.Join("\n\n", y.Value)))])),
        ];
    }

    private static UndertakingLanguage Language(string tag, string text) =>
        new(tag, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));

    private sealed record Written(string Version, DateOnly Since, IReadOnlyDictionary<string, IReadOnlyList<string>> Texts);
}

/// <param name="Since">The day from which it is asked for.</param>
internal sealed record UndertakingText(string Version, DateOnly Since, IReadOnlyList<UndertakingLanguage> Texts);

/// <param name="Text">Paragraphs with an empty line between them.</param>
/// <param name="Sha256">Of the text in UTF-8, in lower-case hexadecimal.</param>
internal sealed record UndertakingLanguage(string Language, string Text, string Sha256);

/// <summary>GET undertaking: the text in force in each language, or with <c>?version=</c> one that was.</summary>
internal static class ReadUndertaking
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes.MapGet("/undertaking", Handle).ProducesProblem(404);

    private static Results<Ok<UndertakingText>, ProblemHttpResult> Handle(string? version) =>
        version is null ? TypedResults.Ok(Undertakings.InForce)
        : Undertakings.All.FirstOrDefault(x => x.Version == version) is { } text ? TypedResults.Ok(text)
        : Problem.NotFound("undertaking");
}
