using System.Collections.Concurrent;
using System.Diagnostics;
using TechTransfer.TestApplication;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>A service's or the gateway's own executable as a process.</summary>
/// <param name="host">"Contracts", "Gateway".</param>
/// <param name="isRecorder">It also holds the recorder of every event.</param>
internal sealed class HostProcess(string host, Uri address, string folder, IReadOnlyDictionary<string, string> settings, bool isRecorder)
{
    private const int LinesKept = 40;

    /// <summary>A folder that keeps all that the processes say.</summary>
    private static readonly string? Logs = Environment.GetEnvironmentVariable("TECHTRANSFER_LOGS");
    private readonly ConcurrentQueue<string> _log = new();
    private Process? _process;

    public Uri Address => address;

    /// <summary>Elasticsearch that was killed takes up to three minutes to come back on a slow machine with everything else at work, and only then this start goes on.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    public bool IsRunning => _process is { HasExited: false };

    public string LastWords => string.Join('\n', _log);

    /// <summary>What it says when its start is refused.</summary>
    public async Task<string> RefusalAsync() => await ToItsEndAsync() == 1 ? LastWords : "not refused";

    /// <param name="crashPoint">"after-send:3", or null.</param>
    public void Start(string? crashPoint = null) => _process = Begin(crashPoint);

    public async Task WhenReadyAsync()
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            await TestApp.EventuallyAsync(
                () => StandaloneProgram.IsReadyAsync(client),
                ready => ready || !IsRunning,
                Patience,
                TimeSpan.FromMilliseconds(500)
            );
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{host} at {address} never became ready; its last lines:{Environment.NewLine}{LastWords}", e);
        }
    }

    /// <summary>kill -9, if it still runs.</summary>
    public async Task KillAsync()
    {
        if (_process is null)
            return;
        if (IsRunning)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <returns>False when it still runs after that time.</returns>
    public async Task<bool> EndedAsync(TimeSpan limit)
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

    private async Task<int> ToItsEndAsync()
    {
        using var process = Begin(crashPoint: null);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private Process Begin(string? crashPoint)
    {
        var program = StandaloneProgram.Built(host == "Gateway" ? "gateway/Host" : $"services/{host}/Host", $"TechTransfer.{host}.Host");
        if (Logs is { Length: > 0 })
            Directory.CreateDirectory(Logs);
        var start = StandaloneProgram.StartInfo(program, address, folder, settings.Select(x => $"--{x.Key}={x.Value}"));
        start.WorkingDirectory = folder;
        // It will not live long enough to gain by what this costs.
        start.Environment["DOTNET_TieredPGO"] = "0";
        if (isRecorder || crashPoint is not null)
            start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(TestApp).Assembly.Location;
        if (isRecorder)
            start.Environment["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "TechTransfer.TestApplication";
        if (crashPoint is not null)
            start.Environment["CRASH_POINT"] = crashPoint;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Log(string? line)
    {
        if (line is null)
            return;
        if (Logs is { Length: > 0 })
            lock (_log)
                File.AppendAllText(Path.Combine(Logs, $"{Path.GetFileName(folder)}.log"), line + Environment.NewLine);
        _log.Enqueue(line);
        if (_log.Count > LinesKept)
            _log.TryDequeue(out _);
    }
}
