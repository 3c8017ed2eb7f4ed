using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Loaded into a process by DOTNET_STARTUP_HOOKS: ends it with SIGKILL when it comes to a named crash point. CRASH_POINT is "after-send:3" for the third
/// time that point is reached; without it nothing happens. The runtime asks for this name outside any namespace.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("CRASH_POINT")?.Split(':') is not [var point, var count])
            return;
        var left = int.Parse(count, CultureInfo.InvariantCulture);
        DiagnosticListener.AllListeners.Subscribe(
            new Observer<DiagnosticListener>(listener =>
            {
                if (listener.Name == "TechTransfer.CrashPoints")
                    listener.Subscribe(new Observer<KeyValuePair<string, object?>>(_ => Count()), name => name == point);
            })
        );

        void Count()
        {
            if (Interlocked.Decrement(ref left) == 0)
                Process.GetCurrentProcess().Kill();
        }
    }

    private sealed class Observer<T>(Action<T> next) : IObserver<T>
    {
        public void OnNext(T value) => next(value);

        public void OnError(Exception error) { }

        public void OnCompleted() { }
    }
}
