using System.Reflection;
using Shouldly;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;
using Xunit;

namespace TechTransfer.Architecture.Tests;

/// <summary>The published language: sealed records of primitives that reference nothing.</summary>
public sealed class EventTests
{
    private static readonly Assembly Published = typeof(IIntegrationEvent).Assembly;
    private static readonly Type[] Plain =
    [
        typeof(string),
        typeof(Guid),
        typeof(DateTimeOffset),
        typeof(DateOnly),
        typeof(bool),
        typeof(int),
        typeof(long),
        typeof(double),
        typeof(decimal),
    ];

    public static TheoryData<Type> Events => [.. Published.GetTypes().Where(x => x.IsClass && typeof(IIntegrationEvent).IsAssignableFrom(x))];

    [Fact]
    public void Events_reference_nothing_of_ours() =>
        Published.GetReferencedAssemblies().Select(x => x.Name!).Where(x => !x.StartsWith("System", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_is_a_sealed_record_of_plain_values_with_a_version(Type type)
    {
        type.IsSealed.ShouldBeTrue();
        IsRecord(type).ShouldBeTrue();
        type.GetProperty("Version")?.PropertyType.ShouldBe(typeof(long));
        Unplain(type, []).ShouldBeEmpty();
    }

    [Fact]
    public void An_event_is_heard_by_a_service_or_says_that_it_may_go_unheard()
    {
        var heard = Repository
            .Assemblies.SelectMany(x => x.GetTypes())
            .Where(x => x.IsClass)
            .SelectMany(x => x.GetInterfaces())
            .Where(x => x.IsGenericType && x.GetGenericTypeDefinition() == typeof(IApply<>))
            .Select(x => x.GetGenericArguments()[0])
            .ToHashSet();
        foreach (var type in Published.GetTypes().Where(x => x.IsClass && typeof(IIntegrationEvent).IsAssignableFrom(x)))
            heard.Contains(type).ShouldBe(!type.IsDefined(typeof(MayGoUnheardAttribute), false), type.Name);
    }

    private static IEnumerable<string> Unplain(Type record, HashSet<Type> seen)
    {
        if (!seen.Add(record))
            return [record.Name + " contains itself"];
        return record.GetProperties().SelectMany(property => OfProperty(property, seen));
    }

    private static IEnumerable<string> OfProperty(PropertyInfo property, HashSet<Type> seen)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
            type = type.GetGenericArguments()[0];
        if (Plain.Contains(type))
            return [];
        return type.Assembly == Published && type.IsSealed && IsRecord(type)
            ? Unplain(type, [.. seen])
            : [$"{property.DeclaringType!.Name}.{property.Name}: {type.Name}"];
    }

    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null;
}
