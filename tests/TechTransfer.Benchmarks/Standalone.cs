using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace TechTransfer.Benchmarks;

/// <summary>The product as a process of its own, as an operator runs it, with its data in a folder.</summary>
internal sealed class Standalone : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string? _temporary;

    private Standalone(Process process, Uri address, string? temporary)
    {
        (_process, Address, _temporary) = (process, address, temporary);
        Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };
    }

    public Uri Address { get; }
    public HttpClient Http { get; }

    /// <summary>From the start of the process to the first answer of <c>/health/ready</c>.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    /// <param name="data">Null: a new folder that goes with the process.</param>
    public static async Task<Standalone> StartAsync(string? data, params string[] settings)
    {
        var temporary = data is null ? Directory.CreateTempSubdirectory("techtransfer-bench-").FullName : null;
        var address = new Uri($"http://127.0.0.1:{FreePort()}");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[Executable, "--urls", address.ToString(), "--data", data ?? temporary!, .. settings])
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        var started = Stopwatch.GetTimestamp();
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Report(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var product = new Standalone(process, address, temporary);
        await product.EventuallyAsync(product.IsReadyAsync, TimeSpan.FromMinutes(2));
        product.ReadyAfter = Stopwatch.GetElapsedTime(started);
        return product;
    }

    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public double ProcessorSeconds => Conditions.ProcessorSeconds(_process);

    /// <summary>A token of one of Development's demo clients.</summary>
    public async Task<AuthenticationHeaderValue> TokenAsync(string client)
    {
        using var form = new FormUrlEncodedContent([
            new("grant_type", "client_credentials"),
            new("client_id", client),
            new("client_secret", "demo-secret"),
        ]);
        using var answer = await Http.PostAsync("/connect/token", form);
        answer.EnsureSuccessStatusCode();
        return new("Bearer", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString()!);
    }

    public async Task<JsonElement> GetAsync(string path, AuthenticationHeaderValue? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = token;
        using var answer = await Http.SendAsync(request);
        return await ReadAsync(path, answer);
    }

    public async Task<JsonElement> PostAsync(string path, object body, AuthenticationHeaderValue token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token;
        using var answer = await Http.SendAsync(request);
        return await ReadAsync(path, answer);
    }

    /// <summary>Looks every 5 ms until it holds.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> holds, TimeSpan limit)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
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
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }

    private static async Task<JsonElement> ReadAsync(string path, HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        return answer.Content.Headers.ContentLength == 0 ? default : await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Http.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static void Report(string? line)
    {
        if (line is not null)
            Console.Error.WriteLine(line);
    }

    /// <summary>As built in the repository, beside its own configuration and assets.</summary>
    private static string Executable
    {
        get
        {
            var build = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(
                Repository.Root,
                "services/Standalone/bin",
                build.Parent!.Name,
                build.Name.TrimEnd('/'),
                "TechTransfer.Standalone.dll"
            );
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
