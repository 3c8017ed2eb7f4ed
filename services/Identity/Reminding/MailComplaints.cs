using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Reminding;

/// <summary>
/// Tells an organisation's managers that somebody complains of a listing of theirs, whatever they have chosen of reminders: they are heard only while it is
/// open.
/// </summary>
internal sealed class MailComplaints(IdentityDbContext db, Mails mails) : IApply<ComplaintMade>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<ComplaintMade>> deliveries, CancellationToken cancellationToken)
    {
        // One mail for what comes at once.
        foreach (var organisation in deliveries.Select(x => x.Event.OrganisationId).Distinct())
        foreach (var address in await db.ManagerAddressesAsync(organisation, cancellationToken))
            mails.Write(address, "complaint", mails.Link("/my/reports"));
        mails.SendSoon();
    }
}
