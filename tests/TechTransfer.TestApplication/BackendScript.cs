using System.Diagnostics;

namespace TechTransfer.TestApplication;

/// <summary><c>infra/deploy/backends.sh</c>, for tests of what happens while a server is away: only those that it started itself.</summary>
public static class BackendScript
{
    private static readonly Dictionary<string, string> Ports = new(StringComparer.Ordinal)
    {
        ["postgres"] = "postgresql/port",
        ["rabbitmq"] = "rabbitmq/ports",
        ["elasticsearch"] = "elasticsearch/port",
    };

    public static bool Started(string backend) =>
        Environment.GetEnvironmentVariable("TECHTRANSFER_BACKENDS") is { Length: > 0 } folder && File.Exists(Path.Combine(folder, Ports[backend]));

    /// <param name="verb">stop, kill, or start, which returns when it answers again.</param>
    public static async Task RunAsync(string verb, string backend)
    {
        var start = new ProcessStartInfo("bash")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            WorkingDirectory = StandaloneProgram.Repository,
        };
        foreach (var argument in new[] { "infra/deploy/backends.sh", verb, backend })
            start.ArgumentList.Add(argument);
        using var script = Process.Start(start)!;
        var error = await script.StandardError.ReadToEndAsync();
        await script.WaitForExitAsync();
        if (script.ExitCode != 0)
            throw new InvalidOperationException($"backends.sh {verb} {backend}: {error}");
    }
}
