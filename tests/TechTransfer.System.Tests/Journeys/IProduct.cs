using TechTransfer.System.Tests.Kill;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>The product in one of its forms, running somewhere.</summary>
internal interface IProduct : IAsyncDisposable
{
    Uri Address { get; }
    bool IsRunning { get; }

    /// <summary>The ends of its logs, for a test that fails.</summary>
    string LastWords { get; }

    Task StartAsync();

    /// <summary>Kills what this form can lose, as kill -9 does, and sees to it that it goes on.</summary>
    Task KillOnTheWayAsync();

    /// <summary>What has not arrived or has taken effect twice; empty when all is as it should be.</summary>
    Task<string> UnfinishedAsync();
}

/// <summary>All of it in one process, which is killed and started again.</summary>
internal sealed class OneProcess(string[] settings) : IProduct
{
    private readonly StandaloneProcess _process = new(settings: settings);

    public Uri Address => _process.Address;
    public bool IsRunning => _process.IsRunning;
    public string LastWords => _process.LastWords;

    public Task StartAsync() => _process.StartAsync(null);

    public async Task KillOnTheWayAsync()
    {
        await _process.KillAsync();
        await _process.StartAsync(null);
    }

    public Task<string> UnfinishedAsync()
    {
        var stores = new Stores(_process.Folder);
        return Task.FromResult(
            stores.Doubled() is var doubled and > 0 ? $"{doubled} events took effect twice"
            : stores.Unfinished() is { Count: > 0 } open ? $"{open.Count} aggregates are not finished"
            : ""
        );
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
