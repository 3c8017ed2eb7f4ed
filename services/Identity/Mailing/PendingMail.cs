namespace TechTransfer.Identity.Mailing;

/// <summary>
/// A mail that waits to be sent. It is written with the change it tells of, so there is neither a change without its mail nor a mail before the change, and
/// it goes once the mail server has taken it. A kill between the two sends it again under the same id.
/// </summary>
internal sealed class PendingMail
{
    public const int LongestAddress = 254;

    /// <summary>How long to wait after each failed try; after the last there is no other. Two days in all.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(2),
        TimeSpan.FromSeconds(20),
        TimeSpan.FromMinutes(2),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(8),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(24),
    ];

    public required Guid Id { get; init; }

    /// <summary>Null: nobody is to get it. Asking for a mail to an unknown address writes as much as asking for one to a known address.</summary>
    public required string? To { get; init; }
    public required string Subject { get; init; }
    public required string Text { get; init; }

    /// <summary>The path to post to of whoever wants no more of these; null where nobody can choose.</summary>
    public string? Unsubscribe { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset NotBefore { get; set; }
    public int Attempts { get; set; }

    /// <returns>False when that was the last try.</returns>
    public bool Failed(DateTimeOffset now)
    {
        if (Attempts >= Waits.Length)
            return false;
        NotBefore = now + Waits[Attempts++];
        return true;
    }
}
