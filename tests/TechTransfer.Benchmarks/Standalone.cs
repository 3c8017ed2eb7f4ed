using System.Diagnostics;
using TechTransfer.TestApplication;

namespace TechTransfer.Benchmarks;

/// <summary>The product as a process of its own, as an operator runs it, with its data in a folder.</summary>
internal sealed class Standalone : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string? _temporary;
    private readonly HttpClient _http;

    private Standalone(Process process, Uri address, string? temporary)
    {
        (_process, Address, _temporary) = (process, address, temporary);
        _http = NewClient();
    }

    public Uri Address { get; }

    /// <summary>From the start of the process to the first answer of <c>/health/ready</c>.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <param name="data">Null: a new folder that goes with the process.</param>
    public static async Task<Standalone> StartAsync(string? data, params string[] settings)
    {
        var temporary = data is null ? Directory.CreateTempSubdirectory("techtransfer-bench-").FullName : null;
        var address = new Uri($"http://127.0.0.1:{StandaloneProgram.FreePort()}");
        var start = StandaloneProgram.StartInfo(address, data ?? temporary!, settings);
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Report(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var product = new Standalone(process, address, temporary);
        try
        {
            await product.EventuallyAsync(() => StandaloneProgram.IsReadyAsync(product._http), TimeSpan.FromMinutes(5));
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
        product.ReadyAfter = Stopwatch.GetElapsedTime(started);
        return product;
    }

    public HttpClient NewClient() => new() { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(10) };

    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public double ProcessorSeconds => Conditions.ProcessorSeconds(_process);

    /// <summary>Looks every 5 ms until it holds.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> holds, TimeSpan limit, int everyMilliseconds = 5)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(everyMilliseconds));
        var end = DateTimeOffset.UtcNow + limit;
        while (!await holds())
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"The product ended with exit code {_process.ExitCode}.");
            if (DateTimeOffset.UtcNow > end)
                throw new TimeoutException($"Waited {limit} in vain.");
            await timer.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }

    private static void Report(string? line)
    {
        if (line is not null)
            Console.Error.WriteLine(line);
    }
}
