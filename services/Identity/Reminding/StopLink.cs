using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace TechTransfer.Identity.Reminding;

/// <summary>What lets whoever holds a reminder stop the reminders, without a sign-in; good for nothing else.</summary>
internal sealed class StopLink(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("TechTransfer.Identity.StopReminders");

    public string TokenOf(Guid account) => _protector.Protect(account.ToString("N"));

    public Guid? AccountOf(string? token)
    {
        try
        {
            return Guid.TryParse(_protector.Unprotect(token ?? ""), out var account) ? account : null;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Where mail programs post by themselves (RFC 8058).</summary>
    public static string PathOf(string token) => "/api/identity/reminders/stop?token=" + Uri.EscapeDataString(token);

    /// <summary>Where a person is asked first.</summary>
    public static string PageOf(string token) => "/unsubscribe/reminders?token=" + Uri.EscapeDataString(token);
}
