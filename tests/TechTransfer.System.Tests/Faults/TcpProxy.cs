using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TechTransfer.System.Tests.Faults;

/// <summary>The network between clients and a server, which can be cut, slow or silent. Of several servers it takes the first that accepts.</summary>
internal sealed class TcpProxy : IAsyncDisposable
{
    private const int Chunk = 16 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IReadOnlyList<int> _targets;
    private readonly ConcurrentDictionary<Wire, bool> _wires = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private volatile Condition _condition = Condition.Fine;
    private int _turn;

    /// <param name="targets">Ports of this machine.</param>
    public TcpProxy(params IReadOnlyList<int> targets)
    {
        _targets = targets;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    private sealed record Condition(bool IsCut, TimeSpan Latency, int BytesPerSecond, TaskCompletionSource? Silence)
    {
        public static readonly Condition Fine = new(false, TimeSpan.Zero, int.MaxValue, null);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every connection is reset, and so is each new one.</summary>
    public void Cut()
    {
        _condition = Condition.Fine with { IsCut = true };
        ResetAll();
    }

    public void Slow(TimeSpan latency, int bytesPerSecond) => _condition = Condition.Fine with { Latency = latency, BytesPerSecond = bytesPerSecond };

    /// <summary>Half-open: connections stand and take what is written, but nothing arrives, as when the other machine has lost its power.</summary>
    public void Silence() =>
        _condition = Condition.Fine with { Silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) };

    /// <summary>Connections that were silent are reset, since their other end no longer knows them.</summary>
    public void Heal()
    {
        var before = _condition;
        _condition = Condition.Fine;
        if (before.Silence is not { } silence)
            return;
        ResetAll();
        silence.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        Heal();
        ResetAll();
        _closing.Dispose();
    }

    private void ResetAll()
    {
        foreach (var wire in _wires.Keys)
            wire.Reset();
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
            try
            {
                var near = await _listener.AcceptSocketAsync(_closing.Token);
                _ = ServeAsync(new Wire(near));
            }
            catch (Exception ended) when (ended is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // Closed, or a caller that went away at once.
            }
    }

    private async Task ServeAsync(Wire wire)
    {
        _wires[wire] = true;
        try
        {
            if (_condition.IsCut)
                return;
            await PassAsync();
            await wire.ConnectAsync(_targets, Interlocked.Increment(ref _turn));
            await Task.WhenAny(PumpAsync(wire.Near, wire.Far!), PumpAsync(wire.Far!, wire.Near));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // One end is gone, or the wire was reset.
        }
        finally
        {
            _wires.TryRemove(wire, out _);
            if (_condition.IsCut)
                wire.Reset();
            else
                wire.Close();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[Chunk];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await PassAsync();
                var (_, latency, bytesPerSecond, _) = _condition;
                var pause = latency + TimeSpan.FromSeconds((double)count / bytesPerSecond);
                if (pause > TimeSpan.FromMilliseconds(1))
                {
                    using var line = new PeriodicTimer(pause);
                    await line.WaitForNextTickAsync();
                }
                for (var sent = 0; sent < count; )
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // As the other direction.
        }
    }

    private Task PassAsync() => _condition.Silence?.Task ?? Task.CompletedTask;

    private sealed class Wire(Socket near)
    {
        public Socket Near => near;
        public Socket? Far { get; private set; }

        public async Task ConnectAsync(IReadOnlyList<int> targets, int turn)
        {
            for (var i = 0; ; i++)
            {
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await far.ConnectAsync(IPAddress.Loopback, targets[(turn + i) % targets.Count]);
                    (Far, near.NoDelay) = (far, true);
                    return;
                }
                catch (SocketException) when (i + 1 < targets.Count)
                {
                    far.Dispose();
                }
            }
        }

        public void Close()
        {
            near.Dispose();
            Far?.Dispose();
        }

        public void Reset()
        {
            // No linger: the other side is told at once, as by a machine that knows nothing of the connection.
            near.Close(0);
            Far?.Close(0);
        }
    }
}
