namespace TechTransfer.Mail;

/// <summary>Each mail a file that mail programs open, named by its id: sent twice it is there once.</summary>
internal sealed class MailFolder(string folder) : IMailer
{
    public bool IsAvailable => true;

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        using var message = SmtpMailer.MessageOf(mail, "TechTransfer <noreply@localhost>");
        var unfinished = Path.Combine(folder, $".{mail.Id}.part");
        await message.WriteToAsync(unfinished, cancellationToken);
        File.Move(unfinished, Path.Combine(folder, mail.Id + ".eml"), overwrite: true);
    }
}
