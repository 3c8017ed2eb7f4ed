using Microsoft.AspNetCore.Http;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching;

/// <summary>The language of sentences and labels: Chinese unless the request asks for English first.</summary>
internal sealed record Language(bool IsEnglish)
{
    public string Code => IsEnglish ? "en" : "zh";

    public static ValueTask<Language?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<Language?>(
            new Language(context.Request.Headers.AcceptLanguage.ToString().TrimStart().StartsWith("en", StringComparison.OrdinalIgnoreCase))
        );

    public string Of(Localised text) => IsEnglish ? text.En : text.Zh;

    public string Of(string zh, string en) => IsEnglish ? en : zh;
}
