using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Shouldly;
using Xunit;

namespace TechTransfer.Architecture.Tests;

/// <summary>A model that was changed without its migrations: a store made anew would differ from one brought up to date.</summary>
public sealed class MigrationTests
{
    public static TheoryData<string> Designs =>
        [
            .. Repository
                .Assemblies.SelectMany(x => x.GetTypes())
                .Where(x => !x.IsAbstract && DesignOf(x) is not null)
                .Select(x => x.AssemblyQualifiedName!)
                .Order(StringComparer.Ordinal),
        ];

    [Theory]
    [MemberData(nameof(Designs))]
    public void Every_model_has_its_migrations(string name)
    {
        var design = Type.GetType(name, throwOnError: true)!;
        using var db = (DbContext)
            DesignOf(design)!.GetMethod("CreateDbContext")!.Invoke(Activator.CreateInstance(design, nonPublic: true), [Array.Empty<string>()])!;
        db.Database.HasPendingModelChanges().ShouldBeFalse($"{db.GetType().Name} was changed; infra/new-migrations.sh writes its migrations anew.");
    }

    /// <summary>Five services and the gateway's sessions, each on SQLite and on PostgreSQL.</summary>
    [Fact]
    public void Every_store_is_among_them() => Designs.Count.ShouldBe(12);

    private static Type? DesignOf(Type type) =>
        type.GetInterfaces().FirstOrDefault(x => x.IsGenericType && x.GetGenericTypeDefinition() == typeof(IDesignTimeDbContextFactory<>));
}
