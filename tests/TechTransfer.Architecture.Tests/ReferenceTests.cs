using System.Xml.Linq;
using Shouldly;
using Xunit;

namespace TechTransfer.Architecture.Tests;

/// <summary>Who may reference whom: services share the published events and the infrastructure, never one another.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Services = ["Identity", "Achievements", "Demands", "Matching", "Contracts"];

    /// <summary>Project → what it may reference; a project that is not here may reference nothing.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Messaging"] = ["IntegrationEvents"],
        ["Hosting"] = ["Messaging"],
        ["Mail"] = ["Hosting"],
        ["Listings"] = ["IntegrationEvents", "Messaging", "Hosting", "Tabular"],
        ["Identity"] = ["IntegrationEvents", "Messaging", "Hosting", "Mail", "Theme"],
        ["Achievements"] = ["IntegrationEvents", "Messaging", "Hosting", "Listings"],
        ["Demands"] = ["IntegrationEvents", "Messaging", "Hosting", "Listings"],
        ["Contracts"] = ["IntegrationEvents", "Messaging", "Hosting"],
        ["Matching"] = ["IntegrationEvents", "Messaging", "Hosting", "Mail", "Matching.*"],
        ["Matching.Ranking"] = ["Matching.Analysis", "Matching.Index"],
        ["Matching.Encoder"] = ["Matching.Ranking"],
        ["Matching.Index.Lucene"] = ["Matching.Index"],
        ["Matching.Index.Elasticsearch"] = ["Matching.Index"],
        ["Gateway.Session"] = ["Hosting", "Messaging"],
        ["Gateway.Web"] = ["Hosting", "Theme"],
        ["Gateway.Demo"] = ["Hosting"],
        // Executables: a service's holds that service alone, the gateway's holds none.
        ["Identity.Host"] = ["Identity"],
        ["Achievements.Host"] = ["Achievements"],
        ["Demands.Host"] = ["Demands"],
        ["Matching.Host"] = ["Matching"],
        ["Contracts.Host"] = ["Contracts"],
        ["Gateway.Host"] = ["Gateway.Session", "Gateway.Web", "Gateway.Demo"],
        ["Standalone"] = [.. Services, "Gateway.Session", "Gateway.Web", "Gateway.Demo"],
    };

    [Fact]
    public void Each_project_references_only_what_it_may()
    {
        var wrong =
            from project in Repository.Projects()
            where !Repository.Relative(project).StartsWith("tests/", StringComparison.Ordinal)
            let name = Name(project)
            from reference in References(project)
            where
                !Allowed
                    .GetValueOrDefault(name, [])
                    .Any(x => x == reference || x.EndsWith(".*", StringComparison.Ordinal) && reference.StartsWith(x[..^1], StringComparison.Ordinal))
            select $"{name} → {reference}";
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_service_and_the_gateway_have_a_host_that_run_local_builds()
    {
        var projects = Repository.Projects().Select(Name).ToHashSet(StringComparer.Ordinal);
        var filter = File.ReadAllText(Path.Combine(Repository.Root, "infra/deploy/hosts.slnf"));
        foreach (var host in Services.Append("Gateway").Select(x => x + ".Host"))
        {
            projects.ShouldContain(host);
            filter.ShouldContain($"TechTransfer.{host}.csproj");
        }
    }

    [Fact]
    public void No_service_assembly_depends_on_another_service()
    {
        foreach (var service in Services)
        {
            var assembly = Repository.Assemblies.Single(x => x.GetName().Name == "TechTransfer." + service);
            assembly
                .GetReferencedAssemblies()
                .Select(x => x.Name!)
                .Where(x =>
                    Services.Any(other =>
                        other != service && (x == "TechTransfer." + other || x.StartsWith($"TechTransfer.{other}.", StringComparison.Ordinal))
                    )
                )
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public void No_project_has_a_name_that_says_nothing()
    {
        string[] empty = ["Common", "Shared", "Core", "Utils", "Helpers", "Misc"];
        Repository.Projects().Select(Name).Where(x => x.Split('.').Intersect(empty, StringComparer.OrdinalIgnoreCase).Any()).ShouldBeEmpty();
        Repository
            .Sources()
            .Select(Repository.Relative)
            .Where(x => x.Split('/').SkipLast(1).Intersect(empty, StringComparer.OrdinalIgnoreCase).Any())
            .ShouldBeEmpty();
    }

    [Fact]
    public void Versions_stand_in_one_place_and_every_project_is_locked()
    {
        foreach (var project in Repository.Projects())
        {
            XDocument.Load(project).Descendants("PackageReference").Where(x => x.Attribute("Version") is not null).ShouldBeEmpty(project);
            File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")).ShouldBeTrue(project);
        }
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "TechTransfer.sln"));
        Repository.Projects().Where(x => !solution.Contains(Path.GetFileName(x), StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Name(string project) => Path.GetFileNameWithoutExtension(project)["TechTransfer.".Length..];

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference").Select(x => Name(x.Attribute("Include")!.Value));
}
