using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Introducing;

/// <summary>How to reach the person who asks or accepts; what is left out comes from the access token.</summary>
internal sealed record ContactBody(string? Name, string? Phone, string? Email)
{
    public static Contact Read(ContactBody? body, Caller caller, FieldErrors errors) =>
        new(
            errors.Text("contact.name", body?.Name, 0, 100) ?? caller.Name,
            errors.Text("contact.phone", body?.Phone, 0, 40),
            errors.Text("contact.email", body?.Email, 0, 200) ?? caller.Email
        );
}
