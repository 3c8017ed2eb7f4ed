using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace TechTransfer.Theme;

/// <summary>The two languages of the product. Chinese comes first, English is a switch.</summary>
public enum Language
{
    Chinese,
    English,
}

/// <summary>Which language a request is answered in: <c>?lang=</c>, then the cookie <c>lang</c>, then Accept-Language, then Chinese.</summary>
public static class LanguageChoice
{
    public const string Name = "lang";

    private static readonly CultureInfo Chinese = CultureInfo.GetCultureInfo("zh-CN");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static Language Of(HttpContext context) =>
        Parse(context.Request.Query[Name]) ?? Parse(context.Request.Cookies[Name]) ?? FromHeader(context.Request) ?? Language.Chinese;

    /// <summary>Keeps the language of <c>?lang=</c> for the pages that follow.</summary>
    public static void Remember(HttpContext context)
    {
        if (Parse(context.Request.Query[Name]) is { } chosen && !context.Response.HasStarted)
            context.Response.Cookies.Append(
                Name,
                chosen.Code(),
                new CookieOptions
                {
                    MaxAge = TimeSpan.FromDays(365),
                    SameSite = SameSiteMode.Lax,
                    HttpOnly = true,
                    Secure = context.Request.IsHttps,
                    IsEssential = true,
                }
            );
    }

    public static string Code(this Language language) => language == Language.English ? "en" : "zh";

    /// <summary>As HTML's lang attribute and Accept-Language want it.</summary>
    public static string Tag(this Language language) => language == Language.English ? "en" : "zh-CN";

    public static CultureInfo Culture(this Language language) => language == Language.English ? English : Chinese;

    public static Language Other(this Language language) => language == Language.English ? Language.Chinese : Language.English;

    private static Language? Parse(string? text) =>
        text switch
        {
            null or "" => null,
            _ when text.StartsWith("zh", StringComparison.OrdinalIgnoreCase) => Language.Chinese,
            _ when text.StartsWith("en", StringComparison.OrdinalIgnoreCase) => Language.English,
            _ => null,
        };

    private static Language? FromHeader(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage?.OrderByDescending(x => x.Quality ?? 1)
            .Select(x => Parse(x.Value.Value))
            .FirstOrDefault(x => x is not null);
}
