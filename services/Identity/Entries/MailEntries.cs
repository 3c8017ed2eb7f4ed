using Microsoft.EntityFrameworkCore;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Entries;

/// <summary>
/// Tells an organisation's managers that somebody entered a listing for it, and whoever entered it what became of it. One mail to each for what comes at
/// once; it names nothing that was typed.
/// </summary>
internal sealed class MailEntries(IdentityDbContext db, Mails mails) : IApply<EntryMoved>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<EntryMoved>> deliveries, CancellationToken cancellationToken)
    {
        var moves = deliveries.Select(x => x.Event).ToList();
        foreach (var waiting in moves.Where(x => x.Step == "waiting").GroupBy(x => x.OrganisationId))
        foreach (var address in await db.ManagerAddressesAsync(waiting.Key, cancellationToken))
            mails.Write(address, "entryWaiting", LinkTo(waiting, x => $"/{x.Kind}s/{x.ListingId}#life", "/desk"));
        foreach (var answered in moves.Where(x => x.Step != "waiting").GroupBy(x => (x.EnteredBySubject, x.Step)))
            if (
                Guid.TryParse(answered.Key.EnteredBySubject, out var person)
                && await db.Users.Where(x => x.Id == person).Select(x => x.Email).SingleOrDefaultAsync(cancellationToken) is { } address
            )
                if (answered.Key.Step == "returned")
                    mails.Write(address, "entryReturned", LinkTo(answered, x => $"/{x.Kind}s/{x.ListingId}#life", "/my/entries"));
                else
                    mails.Write(address, "entryConfirmed", mails.Link("/my/entries"));
        mails.SendSoon();
    }

    /// <summary>To the one listing, or to where several stand.</summary>
    private string LinkTo(IEnumerable<EntryMoved> moves, Func<EntryMoved, string> one, string many) =>
        mails.Link(moves.DistinctBy(x => x.ListingId).ToList() is [var only] ? one(only) : many);
}
