using Microsoft.EntityFrameworkCore;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Grants;

/// <summary>
/// Tells an organisation's managers that somebody asks to read what is on request in a listing of theirs, and whoever asked what became of it. One mail to each for what
/// comes at once; it names nothing that was typed.
/// </summary>
internal sealed class MailGrants(IdentityDbContext db, Mails mails) : IApply<GrantMoved>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<GrantMoved>> deliveries, CancellationToken cancellationToken)
    {
        var moves = deliveries.Select(x => x.Event).ToList();
        foreach (var owner in moves.Where(x => x.Step == "asked").Select(x => x.OwnerOrganisationId).Distinct())
        foreach (var address in await db.ManagerAddressesAsync(owner, cancellationToken))
            mails.Write(address, "accessAsked", mails.Link("/my/access?box=in"));
        foreach (var answered in moves.Where(x => x.Step != "asked").GroupBy(x => (x.AskedBySubject, x.Step)))
            if (
                Guid.TryParse(answered.Key.AskedBySubject, out var person)
                && await db.Users.Where(x => x.Id == person).Select(x => x.Email).SingleOrDefaultAsync(cancellationToken) is { } address
            )
                mails.Write(address, KindOf(answered.Key.Step), LinkTo([.. answered.DistinctBy(x => x.ListingId)]));
        mails.SendSoon();
    }

    private static string KindOf(string step) =>
        step switch
        {
            "granted" => "accessGranted",
            "refused" => "accessRefused",
            _ => "accessRevoked",
        };

    /// <summary>To what was opened, and else to where the reason stands.</summary>
    private string LinkTo(List<GrantMoved> answered) =>
        mails.Link(answered is [{ Step: "granted" } only] ? $"/{only.Kind}s/{only.ListingId}" : "/my/access?box=out");
}
