using System.Diagnostics;

namespace TechTransfer.Messaging;

/// <summary>
/// Names the moments at which a killed process has to leave everything in order. A listener of the diagnostic source "TechTransfer.CrashPoints" is told
/// synchronously, so a test can end the process exactly there. It costs one comparison while nobody listens.
/// </summary>
public static class CrashPoints
{
    public const string BeforeCommit = "before-commit";
    public const string AfterCommit = "after-commit";
    public const string AfterSend = "after-send";
    public const string AfterConfirm = "after-confirm";
    public const string BeforeInboxCommit = "before-inbox-commit";
    public const string AfterInboxCommit = "after-inbox-commit";
    public const string BeforeAck = "before-ack";
    public const string BeforeIndexCommit = "before-index-commit";

    /// <summary>Every store was copied to PostgreSQL and compared, none is committed yet.</summary>
    public const string BeforeMoveCommit = "before-move-commit";

    private static readonly DiagnosticListener Listener = new("TechTransfer.CrashPoints");

    public static void Reached(string point)
    {
        if (Listener.IsEnabled(point))
            Listener.Write(point, null);
    }
}
