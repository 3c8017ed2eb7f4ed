using System.Runtime.CompilerServices;

namespace TechTransfer.Architecture.Tests;

/// <summary>The source tree these tests look at, and the assemblies built from it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The product's own assemblies, all of which Standalone brings along.</summary>
    public static IReadOnlyList<System.Reflection.Assembly> Assemblies { get; } =
    [
        .. Directory
            .GetFiles(AppContext.BaseDirectory, "TechTransfer.*.dll")
            .Where(x => !x.EndsWith(".Tests.dll", StringComparison.Ordinal))
            .Select(System.Reflection.Assembly.LoadFrom),
    ];

    public static IEnumerable<string> Projects() => Files("*.csproj");

    public static IEnumerable<string> Sources() =>
        Files("*.cs").Concat(Files("*.razor")).Where(x => !x.Contains("/Migrations/", StringComparison.Ordinal));

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static IEnumerable<string> Files(string pattern) =>
        new[] { "services", "gateway", "infra", "tests" }
            .SelectMany(x => Directory.EnumerateFiles(Path.Combine(Root, x), pattern, SearchOption.AllDirectories))
            .Where(x => !x.Contains("/obj/", StringComparison.Ordinal) && !x.Contains("/bin/", StringComparison.Ordinal));

    private static string Find([CallerFilePath] string here = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(here) })
            for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
                if (File.Exists(Path.Combine(folder, "TechTransfer.sln")))
                    return folder;
        throw new InvalidOperationException("The solution is in no folder above " + AppContext.BaseDirectory);
    }
}
