using System.Collections.Concurrent;
using System.Globalization;
using Duende.IdentityModel.Client;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace TechTransfer.Gateway.Session;

internal enum TokenOutcome
{
    Valid,

    /// <summary>The issuer will not renew it: signed out elsewhere, password changed, account locked.</summary>
    Ended,

    /// <summary>The issuer does not answer; the session stays.</summary>
    IssuerAway,
}

/// <summary>
/// The access token of a session, renewed shortly before it expires. Requests of one browser that arrive together wait for one renewal; between
/// replicas the issuer's leeway for a refresh token used twice covers the rest.
/// </summary>
internal sealed class AccessTokens(SessionStore store, IOptionsMonitor<OpenIdConnectOptions> options, TimeProvider time, ILogger<AccessTokens> logger)
{
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Lazy<Task<(TokenOutcome, string?)>>> _renewals = new(StringComparer.Ordinal);

    public async Task<(TokenOutcome Outcome, string? Token)> GetAsync(AuthenticationTicket ticket)
    {
        if (IsFresh(ticket.Properties))
            return (TokenOutcome.Valid, ticket.Properties.GetTokenValue("access_token"));
        var id = SessionStore.IdOf(ticket.Properties);
        var renewal = _renewals.GetOrAdd(id, key => new(() => RenewAsync(key)));
        try
        {
            return await renewal.Value;
        }
        finally
        {
            _renewals.TryRemove(KeyValuePair.Create(id, renewal));
        }
    }

    /// <summary>Not cancelled with the request that happened to come first: others wait for it.</summary>
    private async Task<(TokenOutcome, string?)> RenewAsync(string id)
    {
        if (await store.FindAsync(id, CancellationToken.None) is not { } current)
            return (TokenOutcome.Ended, null);
        var properties = current.Properties;
        if (IsFresh(properties))
            return (TokenOutcome.Valid, properties.GetTokenValue("access_token"));
        var answer = await AskIssuerAsync(properties.GetTokenValue("refresh_token"));
        if (answer is { IsError: false, AccessToken: { } token })
        {
            properties.UpdateTokenValue("access_token", token);
            properties.UpdateTokenValue("refresh_token", answer.RefreshToken ?? properties.GetTokenValue("refresh_token")!);
            properties.UpdateTokenValue("expires_at", time.GetUtcNow().AddSeconds(answer.ExpiresIn).ToString("o", CultureInfo.InvariantCulture));
            await store.UpdateAsync(id, current, CancellationToken.None);
            return (TokenOutcome.Valid, token);
        }
        if (answer is { ErrorType: ResponseErrorType.Protocol })
        {
            await store.DeleteAsync(id, CancellationToken.None);
            return (TokenOutcome.Ended, null);
        }
        logger.LogWarning(answer?.Exception, "The issuer does not renew an access token: {Error}", answer?.Error);
        return (TokenOutcome.IssuerAway, null);
    }

    private async Task<TokenResponse?> AskIssuerAsync(string? refreshToken)
    {
        var oidc = options.Get(SessionModule.Oidc);
        try
        {
            var issuer = await oidc.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            using var request = new RefreshTokenRequest
            {
                Address = issuer.TokenEndpoint,
                ClientId = oidc.ClientId!,
                ClientSecret = oidc.ClientSecret,
                ClientCredentialStyle = ClientCredentialStyle.PostBody,
                RefreshToken = refreshToken ?? "",
            };
            return await oidc.Backchannel.RequestRefreshTokenAsync(request);
        }
        catch (Exception away) when (away is HttpRequestException or InvalidOperationException or IOException or TaskCanceledException)
        {
            logger.LogWarning(away, "The issuer cannot be reached.");
            return null;
        }
    }

    /// <summary>Tells the issuer that the refresh token is done with. A sign-out is not held up when it does not answer: the token is in no browser.</summary>
    public async Task RevokeAsync(AuthenticationProperties properties)
    {
        var oidc = options.Get(SessionModule.Oidc);
        try
        {
            var issuer = await oidc.ConfigurationManager!.GetConfigurationAsync(CancellationToken.None);
            if (issuer.AdditionalData.TryGetValue("revocation_endpoint", out var address))
            {
                using var request = new TokenRevocationRequest
                {
                    Address = address.ToString(),
                    ClientId = oidc.ClientId!,
                    ClientSecret = oidc.ClientSecret,
                    ClientCredentialStyle = ClientCredentialStyle.PostBody,
                    Token = properties.GetTokenValue("refresh_token") ?? "",
                    TokenTypeHint = "refresh_token",
                };
                await oidc.Backchannel.RevokeTokenAsync(request);
            }
        }
        catch (Exception away) when (away is HttpRequestException or InvalidOperationException or IOException or TaskCanceledException)
        {
            logger.LogWarning(away, "The issuer cannot be told of a sign-out.");
        }
    }

    private bool IsFresh(AuthenticationProperties properties) =>
        DateTimeOffset.TryParse(properties.GetTokenValue("expires_at"), CultureInfo.InvariantCulture, out var expires)
        && expires - time.GetUtcNow() > Ahead;
}
