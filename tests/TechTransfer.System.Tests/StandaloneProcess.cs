using System.Diagnostics;
using TechTransfer.TestApplication;

// Each test is a process that wants the whole machine.
[assembly: Xunit.v3.Parallelization(MaxThreads = 1)]

namespace TechTransfer.System.Tests;

/// <summary>The product's executable as a process of its own, with the event recorder and, when asked, a crash point loaded into it.</summary>
/// <param name="folder">Its data; where it is given nothing else is written there, no log either.</param>
/// <param name="settings">"--Key=value" arguments over the defaults.</param>
internal sealed class StandaloneProcess(string? folder = null, string[]? settings = null) : IAsyncDisposable
{
    private readonly string _folder = folder ?? Directory.CreateTempSubdirectory("techtransfer-kill-").FullName;
    private readonly int _port = StandaloneProgram.FreePort();
    private Process? _process;

    public string Folder => _folder;
    public Uri Address => new($"http://127.0.0.1:{_port}");
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The end of its log, for a test that fails.</summary>
    public string LastWords
    {
        get
        {
            lock (_folder)
                return string.Join('\n', File.ReadLines(Path.Combine(_folder, "process.log")).TakeLast(20));
        }
    }

    /// <param name="crashPoint">"after-send:3", or null.</param>
    public async Task StartAsync(string? crashPoint)
    {
        var start = StartInfo();
        LoadRecorder(start);
        if (crashPoint is not null)
            start.Environment["CRASH_POINT"] = crashPoint;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.ErrorDataReceived += (_, line) => Log(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        await TestApp.EventuallyAsync(() => StandaloneProgram.IsReadyAsync(client), ready => ready || !IsRunning, TimeSpan.FromMinutes(4));
    }

    /// <summary>Runs it without the recorder until it ends by itself.</summary>
    /// <returns>Its exit code and what it said on standard error.</returns>
    public Task<(int Code, string Error)> RunToItsEndAsync(params string[] arguments) => RunToItsEndAsync(StartInfo(arguments));

    private async Task<(int Code, string Error)> RunToItsEndAsync(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Log(line.Data);
        _process.BeginOutputReadLine();
        var error = await _process.StandardError.ReadToEndAsync();
        await ExitedAsync(TimeSpan.FromSeconds(60));
        return (_process.ExitCode, error.Trim());
    }

    /// <summary>Declares the queues of all services and of the recorder on RabbitMQ and ends.</summary>
    public Task<(int Code, string Error)> DeclareQueuesAsync(Uri virtualHost)
    {
        var start = StartInfo("--deploy-topology", $"--ConnectionStrings:RabbitMq={virtualHost}");
        LoadRecorder(start);
        return RunToItsEndAsync(start);
    }

    private static void LoadRecorder(ProcessStartInfo start)
    {
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(TestApp).Assembly.Location;
        start.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "TechTransfer.TestApplication";
    }

    private ProcessStartInfo StartInfo(params string[] arguments) =>
        StandaloneProgram.StartInfo(Address, _folder, ["--Demo:Listings=false", .. settings ?? [], .. arguments]);

    public Task KillAsync()
    {
        if (IsRunning)
            _process!.Kill();
        return ExitedAsync(TimeSpan.FromSeconds(10));
    }

    /// <returns>False when it still runs after that time.</returns>
    public async Task<bool> ExitedAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await _process!.WaitForExitAsync(timeout.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void Log(string? line)
    {
        if (line is not null && folder is null)
            lock (_folder)
                File.AppendAllText(Path.Combine(_folder, "process.log"), line + Environment.NewLine);
    }
}
