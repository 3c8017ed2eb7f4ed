namespace TechTransfer.Matching.Alerts;

/// <summary>The moments of an alert at which a killed process has to leave everything in order; told as <see cref="Messaging.CrashPoints"/> are.</summary>
internal static class AlertCrashPoints
{
    /// <summary>Found and written, not committed.</summary>
    public const string BeforeCommit = "before-alerts-commit";

    /// <summary>The receivers have it, and it is not marked so.</summary>
    public const string AfterSend = "after-alerts-sent";
}
