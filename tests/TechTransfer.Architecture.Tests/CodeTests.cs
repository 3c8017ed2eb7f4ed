using System.Text.RegularExpressions;
using AutoMapper;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Shouldly;
using Xunit;

namespace TechTransfer.Architecture.Tests;

/// <summary>Habits of the code that a reader relies on.</summary>
public sealed class CodeTests
{
    private const int LongestFile = 320;

    [Theory]
    [InlineData(@"\bDateTime(Offset)?\.(Utc)?Now\b", "Time comes from TimeProvider", "services/", "gateway/", "infra/")]
    [InlineData(@"\bGuid\.NewGuid\b", "Ids are UUIDv7, or hashes where they must be stable", "services/", "gateway/", "infra/")]
    [InlineData(@"\b(Thread\.Sleep|Task\.Delay)\b", "Tests wait for a condition", "tests/")]
    [InlineData(@"\b(TODO|FIXME|HACK|NotImplementedException)\b", "What is there is done", "services/", "gateway/", "infra/", "tests/")]
    public void Never_in_source(string pattern, string because, params string[] folders)
    {
        var expression = new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(5));
        var found =
            from file in Repository.Sources()
            let name = Repository.Relative(file)
            where
                folders.Any(x => name.StartsWith(x, StringComparison.Ordinal))
                && !name.EndsWith("Architecture.Tests/CodeTests.cs", StringComparison.Ordinal)
            from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
            where expression.IsMatch(line.Text)
            select $"{name}:{line.Number}";
        found.ShouldBeEmpty(because);
    }

    [Fact]
    public void A_file_is_short_enough_to_be_read_in_one_go() =>
        Repository.Sources().Where(x => File.ReadLines(x).Count() > LongestFile).Select(Repository.Relative).ShouldBeEmpty();

    [Fact]
    public void Classes_are_sealed_unless_something_derives_from_them()
    {
        var types = Repository.Assemblies.SelectMany(x => x.GetTypes()).Where(x => x.IsClass && !x.IsAbstract).ToList();
        var bases = types.Select(x => x.BaseType).OfType<Type>().Select(Open).ToHashSet();
        types.Where(x => !x.IsSealed && !bases.Contains(Open(x)) && !Generated(x)).Select(x => x.FullName).ShouldBeEmpty();
    }

    [Fact]
    public void Every_mapping_is_complete_and_none_maps_a_type_that_contains_itself()
    {
        var profiles = Repository.Assemblies.SelectMany(x => x.GetTypes()).Where(x => typeof(Profile).IsAssignableFrom(x) && !x.IsAbstract).ToList();
        profiles.Count.ShouldBeGreaterThan(3);
        foreach (var profile in profiles)
        {
            var configuration = new MapperConfiguration(x => x.AddProfile(profile));
            configuration.AssertConfigurationIsValid();
            // Deep graphs of such a type exhaust the stack (GHSA-rvv3-g6hj-g44x); without one the advisory cannot be reached.
            var mapped = ((AutoMapper.Internal.IGlobalConfiguration)configuration)
                .GetAllTypeMaps()
                .SelectMany(x => new[] { x.SourceType, x.DestinationType });
            mapped.Where(x => Reaches(x, x, [])).Select(x => x.FullName).ShouldBeEmpty();
        }
    }

    [Fact]
    public void Every_part_of_a_score_has_a_name_on_the_page()
    {
        var features = Repository.Assemblies.SelectMany(x => x.GetTypes()).Single(x => x.FullName == "TechTransfer.Matching.Ranking.Feature");
        var words = File.ReadAllText(Path.Combine(Repository.Root, "gateway/Web/Words/match.json"));
        Enum.GetNames(features)
            .Select(x => $"\"part.{char.ToLowerInvariant(x[0])}{x[1..]}\":")
            .Where(x => !words.Contains(x, StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    private static bool Reaches(Type from, Type target, HashSet<Type> seen) =>
        from.GetProperties()
            .Select(x => x.PropertyType)
            .SelectMany(x => x.IsGenericType ? x.GetGenericArguments() : [x.GetElementType() ?? x])
            .Where(x => x.Namespace?.StartsWith("TechTransfer", StringComparison.Ordinal) == true)
            .Any(x => x == target || seen.Add(x) && Reaches(x, target, seen));

    private static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private static bool Generated(Type type) =>
        typeof(IComponent).IsAssignableFrom(type)
        || typeof(Migration).IsAssignableFrom(type)
        || typeof(ModelSnapshot).IsAssignableFrom(type)
        || type.Name == "_Imports"
        || type.Name.Contains('<', StringComparison.Ordinal)
        || type.Name == "Program"
        || type.Namespace?.StartsWith("TechTransfer", StringComparison.Ordinal) != true
        || type.GetCustomAttributes(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute), false).Length > 0;
}
