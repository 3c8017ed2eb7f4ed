using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using TechTransfer.TestApplication;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>The product as a newcomer runs it: its own process, assets and demo province, on an empty store.</summary>
internal sealed class Standalone : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("techtransfer-browser-").FullName;
    private readonly int _port = FreePort();
    private readonly Queue<string> _lastLines = new();
    private Process? _process;

    /// <summary>As the sign-in wants it: the issuer and every redirect carry this name.</summary>
    public Uri Address => new($"http://localhost:{_port}");

    public async Task StartAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Executable, "--urls", $"http://localhost:{_port}", "--data", _folder, "--environment", "Development"])
            start.ArgumentList.Add(argument);
        // Every test signs in from the same address.
        start.Environment["Limits__SignInsPerMinute"] = "1000";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await TestApp.EventuallyAsync(() => IsReadyAsync(client), ready => ready || _process.HasExited, TimeSpan.FromSeconds(120));
        if (_process.HasExited)
            throw new InvalidOperationException("Standalone ended at its start: " + LastLines);
    }

    public string LastLines
    {
        get
        {
            lock (_lastLines)
                return string.Join(Environment.NewLine, _lastLines);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process?.Dispose();
        Directory.CreateDirectory(Visit.Screenshots);
        await File.WriteAllTextAsync(Path.Combine(Visit.Screenshots, "standalone.log"), LastLines);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<bool> IsReadyAsync(HttpClient client)
    {
        try
        {
            return (await client.GetAsync("/health/ready")).IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 400)
                _lastLines.Dequeue();
        }
    }

    /// <summary>As built in the repository, beside its own configuration and assets.</summary>
    private static string Executable
    {
        get
        {
            var build = new DirectoryInfo(AppContext.BaseDirectory);
            var root = build;
            while (!File.Exists(Path.Combine(root.FullName, "TechTransfer.sln")))
                root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
            return Path.Combine(root.FullName, "services/Standalone/bin", build.Parent!.Name, build.Name, "TechTransfer.Standalone.dll");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
