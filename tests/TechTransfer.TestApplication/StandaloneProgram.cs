using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TechTransfer.TestApplication;

/// <summary>The product's executable as built in the repository, beside its own configuration and assets, for what runs it as a process.</summary>
public static class StandaloneProgram
{
    /// <summary>TECHTRANSFER_STANDALONE names a published one instead.</summary>
    public static string Executable =>
        Environment.GetEnvironmentVariable("TECHTRANSFER_STANDALONE") is { Length: > 0 } published
            ? published
            : Built("services/Standalone", "TechTransfer.Standalone");

    /// <summary>An executable of the repository, from the same build as the caller.</summary>
    /// <param name="project">Its folder.</param>
    public static string Built(string project, string name)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(Repository, project, "bin", build.Parent!.Name, build.Name, name + ".dll");
    }

    /// <summary>The folder of the checkout that these tests were built in.</summary>
    public static string Repository
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "TechTransfer.sln")))
                root = root.Parent ?? throw new InvalidOperationException("This does not run inside the repository.");
            return root.FullName;
        }
    }

    /// <summary>In Development, with its output to be read.</summary>
    public static ProcessStartInfo StartInfo(Uri address, string folder, params IEnumerable<string> arguments) =>
        StartInfo(Executable, address, folder, arguments);

    public static ProcessStartInfo StartInfo(string executable, Uri address, string folder, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string[] own = [executable, "--urls", address.GetLeftPart(UriPartial.Authority), "--data", folder, "--environment", "Development"];
        foreach (var argument in own.Concat(arguments))
            start.ArgumentList.Add(argument);
        return start;
    }

    public static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            using var answer = await client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// A port on which nobody listens, for a process that starts later. Below those that the system gives to whoever asks for any: one of those could be
    /// somebody else's server by the time the process starts.
    /// </summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 20_000);
            if (!Handed.TryAdd(port, true))
                continue;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody listens there: another one.
            }
        }
    }

    private static readonly ConcurrentDictionary<int, bool> Handed = new();
}
