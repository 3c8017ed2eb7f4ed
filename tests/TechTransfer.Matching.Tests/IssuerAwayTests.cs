using System.Net;
using System.Net.Http.Headers;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests;

/// <summary>A service that starts while the issuer of tokens is away.</summary>
public sealed class IssuerAwayTests
{
    private const string WellFormed = "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6ImEifQ.eyJhdWQiOiJtYXRjaGluZyJ9.AAAA";

    [Fact]
    public async Task Cannot_check_a_token_and_says_so_instead_of_calling_it_wrong_while_visitors_are_served()
    {
        await using var app = await TestApp.StartAsync(() => [new MatchingService()], realIssuer: true, "Identity:Authority=http://127.0.0.1:1");
        var visitor = app.Visitor();
        (await visitor.GetAsync("/api/search/figures", TestContext.Current.CancellationToken)).StatusCode.ShouldBe(HttpStatusCode.OK);
        visitor.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WellFormed);
        var answer = await visitor.GetAsync("/api/matches/inbox", TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }
}
