namespace TechTransfer.Hosting;

/// <summary>
/// Work that a start waits for and that needs nothing of it: done while the process is being composed, which keeps one processor busy for a second and the
/// others not at all.
/// </summary>
public static class EarlyWork
{
    private static readonly Lock Turn = new();
    private static Task _last = Task.CompletedTask;

    /// <summary>Begins it as soon as what was asked for before is done: one after the other, so that the composition has a processor of its own.</summary>
    /// <returns>Its result or its failure; work that fails does not keep the next from beginning.</returns>
    public static Task<T> Begin<T>(Func<T> work)
    {
        lock (Turn)
        {
            var task = _last.ContinueWith(_ => work(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            _last = task;
            return task;
        }
    }
}
