using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.Gateway.Host;
using TechTransfer.Hosting;
using TechTransfer.System.Tests.Whole;
using TechTransfer.TestApplication;
using Xunit;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace TechTransfer.System.Tests.FrontDoor;

/// <summary>The gateway before real services: what it passes on to whom, what it does when a replica is gone, whom it holds up.</summary>
public sealed class FrontDoorTest(Town town)
{
    [Fact]
    public void Every_endpoint_of_a_service_is_passed_on_to_that_service()
    {
        var own = new[] { "session", "web", "gateway", "recorder" };
        var wrong =
            from endpoint in town.App.Services.GetServices<EndpointDataSource>().SelectMany(x => x.Endpoints).OfType<RouteEndpoint>()
            let module = endpoint.Metadata.GetMetadata<ModuleName>()?.Name
            let path = "/" + endpoint.RoutePattern.RawText!.Trim('/')
            where module is not null && !own.Contains(module) && !path.StartsWith("/_content", StringComparison.Ordinal)
            let to = RouteTable.Prefixes.Where(x => x.Value.Any(prefix => path == prefix || path.StartsWith(prefix + "/"))).Select(x => x.Key)
            where to.SingleOrDefault() != module && !(path.Contains('*') && !path.StartsWith("/api"))
            select $"{path} of {module} goes to {string.Join(", ", to)}";
        wrong.Distinct().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replica_that_is_gone_costs_nobody_an_error()
    {
        await using var gateway = await GatewayAsync(Nobody() + ";" + Service());
        using var client = Through(gateway, town.CompanyManager);
        for (var i = 0; i < 20; i++)
            (await client.PostAsJsonAsync("/api/demands", new { title = "经网关 " + i })).StatusCode.ShouldBe(HttpStatusCode.Created);
        using var visitor = gateway.Visitor();
        (await visitor.GetAsync("/api/search?q=x")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_replica_that_was_slow_to_say_that_it_is_well_is_asked_when_the_others_are_gone()
    {
        await using var gateway = await GatewayAsync(Nobody() + ";" + Service());
        using var client = Through(gateway, town.CompanyManager);
        gateway.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("demands", out var cluster).ShouldBeTrue();
        var health = gateway.Services.GetRequiredService<IDestinationHealthUpdater>();
        for (var i = 0; i < 10; i++)
        {
            var seen = cluster!.Destinations.Values.Select(x => new NewActiveDestinationHealth(
                x,
                x.Model.Config.Address.StartsWith(Service(), StringComparison.Ordinal) ? DestinationHealth.Unhealthy : DestinationHealth.Healthy
            ));
            foreach (var destination in cluster.Destinations.Values)
                destination.Health.Passive = DestinationHealth.Unknown;
            health.SetActive(cluster, seen);
            (await client.PostAsJsonAsync("/api/demands", new { title = "经网关 " + i })).StatusCode.ShouldBe(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task Where_no_replica_answers_it_is_503_and_says_that_nothing_was_changed()
    {
        await using var gateway = await GatewayAsync(Nobody() + ";" + Nobody());
        using var client = Through(gateway, town.CompanyManager);
        using var answer = await client.PostAsJsonAsync("/api/demands", new { title = "经网关" });
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter.ShouldNotBeNull();
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        problem["type"]!.GetValue<string>().ShouldBe("urn:techtransfer:problem:unavailable");
        problem["detail"]!.GetValue<string>().ShouldContain("Nothing was changed");
    }

    [Fact]
    public async Task A_refusal_of_the_service_comes_through_as_it_is()
    {
        await using var gateway = await GatewayAsync(Service());
        using var visitor = gateway.Visitor();
        using var direct = await town.Visitor.GetAsync("/api/deals");
        using var through = await visitor.GetAsync("/api/deals");
        through.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        through.Headers.WwwAuthenticate.ToString().ShouldBe(direct.Headers.WwwAuthenticate.ToString());
        through.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Who_asks_too_often_is_told_when_to_come_again()
    {
        await using var gateway = await GatewayAsync(Service(), "Limits:RequestsPerMinute=3");
        using var visitor = gateway.Visitor();
        // A key that he made up is no page's.
        visitor.DefaultRequestHeaders.Add("X-TechTransfer-Own", "made up");
        var codes = new List<HttpStatusCode>();
        for (var i = 0; i < 5; i++)
        {
            using var answer = await visitor.GetAsync("/api/search?q=x");
            codes.Add(answer.StatusCode);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
                answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        }
        codes.Take(3).ShouldAllBe(x => x == HttpStatusCode.OK);
        codes.Skip(3).ShouldAllBe(x => x == HttpStatusCode.TooManyRequests);
        // A balancer behind the same address still learns that this replica lives.
        using var health = await visitor.GetAsync("/health/live");
        health.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("Services:Demands=", "Services:Demands is missing")]
    [InlineData("Services:Demands=nowhere", "Services:Demands are addresses")]
    [InlineData("Limits:RequestsPerMinute=many", "Limits:RequestsPerMinute is a whole number")]
    [InlineData("TrustedProxies=everybody", "TrustedProxies are addresses or networks")]
    public async Task A_wrong_setting_stops_the_start(string setting, string sentence)
    {
        var wrong = await Should.ThrowAsync<WrongSettingException>(() => GatewayAsync(Service(), setting));
        wrong.Message.ShouldStartWith(sentence);
    }

    [Fact]
    public void Names_that_two_services_use_for_different_things_are_told_apart_in_the_merged_description()
    {
        var merged = OpenApiDocuments.Merge(
            new Dictionary<string, JsonObject>
            {
                ["demands"] = Document("/api/demands", "integer"),
                ["matching"] = Document("/api/matches", "string"),
            },
            "https://tech.example"
        );
        var schemas = merged["components"]!["schemas"]!.AsObject();
        schemas.Select(x => x.Key).Order(StringComparer.Ordinal).ShouldBe(["DemandsList", "DemandsThing", "MatchingList", "MatchingThing", "Same"]);
        schemas["DemandsList"]!["items"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/DemandsThing");
        merged["paths"]!["/api/matches"]!["get"]!["schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/components/schemas/MatchingList");
        merged["servers"]![0]!["url"]!.GetValue<string>().ShouldBe("https://tech.example/");
    }

    private static JsonObject Document(string path, string type)
    {
        var thing = new JsonObject { ["$ref"] = "#/components/schemas/Thing" };
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["paths"] = new JsonObject
            {
                [path] = new JsonObject { ["get"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/List" } } },
            },
            ["components"] = new JsonObject
            {
                ["schemas"] = new JsonObject
                {
                    ["Thing"] = new JsonObject { ["type"] = type },
                    ["Same"] = new JsonObject { ["type"] = "number" },
                    ["List"] = new JsonObject { ["type"] = "array", ["items"] = thing },
                },
            },
        };
    }

    private string Service() => town.App.Address.GetLeftPart(UriPartial.Authority);

    private static string Nobody() => $"http://127.0.0.1:{StandaloneProgram.FreePort()}";

    internal static HttpClient Through(TestApp gateway, HttpClient caller)
    {
        var client = gateway.Visitor();
        client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(caller.DefaultRequestHeaders.Authorization!.ToString());
        return client;
    }

    internal static Task<TestApp> GatewayAsync(string addresses, params string[] settings) =>
        TestApp.StartAsync(
            () => [new ProxyModule()],
            realIssuer: false,
            [.. RouteTable.Prefixes.Keys.Select(x => $"Services:{char.ToUpperInvariant(x[0])}{x[1..]}={addresses}"), .. settings]
        );
}
