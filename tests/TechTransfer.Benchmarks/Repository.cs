namespace TechTransfer.Benchmarks;

/// <summary>Where this program was built.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TechTransfer.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmarks run inside the repository they were built in.");
        return folder.FullName;
    }
}
