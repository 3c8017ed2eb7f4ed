using System.Diagnostics;
using TechTransfer.TestApplication;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>The product as a newcomer runs it: its own process, assets and demo province, on an empty store.</summary>
internal sealed class Standalone : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("techtransfer-browser-").FullName;
    private readonly int _port = StandaloneProgram.FreePort();
    private readonly Queue<string> _lastLines = new();
    private Process? _process;

    /// <summary>As the sign-in wants it: the issuer and every redirect carry this name.</summary>
    public Uri Address => new($"http://localhost:{_port}");

    /// <summary>Where Development keeps its mails as files.</summary>
    public string Mails => Path.Combine(_folder, "mail");

    public async Task StartAsync()
    {
        var start = StandaloneProgram.StartInfo(Address, _folder);
        // Every test signs in from the same address.
        start.Environment["Limits__SignInsPerMinute"] = "1000";
        // The demo province is small: of a fifth of it something is on the page of samples.
        start.Environment["Reviews__SamplePercent"] = "20";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await TestApp.EventuallyAsync(() => StandaloneProgram.IsReadyAsync(client), ready => ready || _process.HasExited, TimeSpan.FromSeconds(120));
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
}
