using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;

namespace TechTransfer.Identity.Accounts;

internal static class AccountsSetup
{
    public static void AddAccounts(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SignInQueue>();
        builder.Services.AddSingleton<SignInLimiter>();
        builder.Services.AddScoped<PasswordCheck>();
        builder.Services.AddScoped<FirstAdministrator>();
        builder.Services.AddScoped<Registration>();
        builder.Services.AddHostedService<UnconfirmedAccounts>();
        builder
            .Services.AddIdentityCore<Account>(options =>
            {
                options.User.RequireUniqueEmail = true;
                // The user name is the e-mail address, whose characters are looked at where it is typed.
                options.User.AllowedUserNameCharacters = "";
                options.Tokens.PasswordResetTokenProvider = ResetTokens.Provider;
                // Length is what counts (NIST SP 800-63B, ASVS 6.2); composition rules only make passwords harder to remember.
                options.Password.RequiredLength = 10;
                options.Password.RequiredUniqueChars = 4;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
            })
            .AddEntityFrameworkStores<IdentityDbContext>()
            .AddDefaultTokenProviders()
            .AddTokenProvider<ResetTokens>(ResetTokens.Provider);
        builder
            .Services.AddAuthentication()
            .AddCookie(
                IdentityConstants.ApplicationScheme,
                cookie =>
                {
                    cookie.Cookie.Name = "tt-issuer";
                    cookie.Cookie.Path = "/";
                    cookie.Cookie.HttpOnly = true;
                    cookie.Cookie.SameSite = SameSiteMode.Lax;
                    cookie.Cookie.SecurePolicy = builder.Configuration.PublicUrl().StartsWith("https:", StringComparison.Ordinal)
                        ? CookieSecurePolicy.Always
                        : CookieSecurePolicy.SameAsRequest;
                    cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
                    cookie.SlidingExpiration = false;
                }
            );
    }
}
