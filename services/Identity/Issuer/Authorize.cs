using System.Globalization;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TechTransfer.Identity.Issuer;

/// <summary>
/// GET or POST /connect/authorize: sends an unknown visitor to the sign-in page and a known one back to the client with a code. The parameter
/// <c>organisation</c> names the one to act for; without it the last one is taken up again. There is no consent page: all clients that may use
/// this flow are the product's own.
/// </summary>
internal static class Authorize
{
    private const string OrganisationParameter = "organisation";

    public static async Task<IResult> HandleAsync(HttpContext context, IdentityDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var request = context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("Not an OpenID Connect request.");
        var signIn = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!signIn.Succeeded || request.HasPromptValue(PromptValues.Login) || IsTooOld(request, signIn, time))
            return request.HasPromptValue(PromptValues.None)
                ? IssuerAnswers.Refuse(Errors.LoginRequired, "Nobody is signed in.")
                : Results.Redirect(QueryHelpers.AddQueryString(SignIn.Path, "returnUrl", ReturnUrl(request)));
        var account = await SignedInAccount.FindAsync(signIn.Principal, db, cancellationToken);
        if (account is null)
            return IssuerAnswers.Refuse(Errors.AccessDenied, "The account is gone.");
        var mayActFor = account.Memberships.Where(x => x.Organisation!.MayBeActedFor()).OrderBy(x => x.Since).ToList();
        var wanted = (string?)request[OrganisationParameter];
        var acting = wanted is null
            ? mayActFor.Find(x => x.OrganisationId == account.ActingFor) ?? mayActFor.FirstOrDefault()
            : mayActFor.Find(x => x.OrganisationId.ToString() == wanted);
        if (wanted is not null && acting is null)
            return IssuerAnswers.Refuse(Errors.AccessDenied, "The account does not belong to this organisation.");
        if (acting is not null && acting.OrganisationId != account.ActingFor)
        {
            account.ActingFor = acting.OrganisationId;
            await db.SaveChangesAsync(cancellationToken);
        }
        return Results.SignIn(TokenClaims.Of(account, acting, request.GetScopes()), null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);
    }

    private static bool IsTooOld(OpenIddictRequest request, AuthenticateResult signIn, TimeProvider time) =>
        request.MaxAge is { } seconds && signIn.Properties?.IssuedUtc is { } at && time.GetUtcNow() - at > TimeSpan.FromSeconds(seconds);

    /// <summary>The request again, without what would ask for the password a second time once it has been given.</summary>
    private static string ReturnUrl(OpenIddictRequest request) =>
        QueryHelpers.AddQueryString(
            IssuerSetup.Authorize,
            request
                .GetParameters()
                .Where(x => x.Key is not (Parameters.Prompt or Parameters.MaxAge))
                .Select(x => KeyValuePair.Create(x.Key, (string?)x.Value))
        );
}
