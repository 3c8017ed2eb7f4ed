namespace TechTransfer.Mail;

/// <summary>A mail to one person.</summary>
/// <param name="Id">Stays over repeated tries: the Message-Id, and the file's name in a folder of mails. Letters, digits and hyphens.</param>
/// <param name="To">An address as an account holds it.</param>
/// <param name="Text">Plain text.</param>
public sealed record OutgoingMail(string Id, string To, string Subject, string Text)
{
    /// <summary>Further headers by name.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>Mail out.</summary>
public interface IMailer
{
    /// <summary>False when no mail server is set up; nothing may be sent then.</summary>
    bool IsAvailable { get; }

    /// <summary>Hands the mail over; when it returns, it is the server's. Throws when that is not possible now.</summary>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
