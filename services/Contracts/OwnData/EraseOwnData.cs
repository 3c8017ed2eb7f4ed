using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.OwnData;

/// <summary>
/// A person's account is erased: contact data goes, and the pseudonym takes the place of the name, except in the signatures of a contract that is signed, which are part
/// of it. What the rows say otherwise stays, so no event is told.
/// </summary>
internal sealed class EraseOwnData(ContractsDbContext db) : IApply<AccountErased>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<AccountErased>> deliveries, CancellationToken cancellationToken)
    {
        foreach (var erased in deliveries.Select(x => x.Event))
            await EraseAsync(erased.AccountId.ToString(), erased.Pseudonym, cancellationToken);
    }

    private async Task EraseAsync(string subject, string pseudonym, CancellationToken cancellationToken)
    {
        await NameDealsAsync(subject, pseudonym, cancellationToken);
        var his = db.Timeline.Where(x => x.Subject == subject);
        // A version says its author's name alone; it was written at the moment, and in the transaction, of the record that names the account.
        await db.Set<ContractVersion>()
            .Where(x =>
                his.Any(act =>
                    act.At == x.At && db.Contracts.Any(c => c.Id == EF.Property<Guid>(x, "ContractId") && (c.IntroductionId ?? c.Id) == act.ThreadId)
                )
            )
            .ExecuteUpdateAsync(x => x.SetProperty(row => row.By, pseudonym), cancellationToken);
        await his.ExecuteUpdateAsync(x => x.SetProperty(row => row.Name, pseudonym), cancellationToken);
        foreach (
            var introduction in await db
                .Introductions.Where(x =>
                    x.RequestedBySubject == subject || x.DemandSideAcceptedBy == subject || x.AchievementSideAcceptedBy == subject
                )
                .ToListAsync(cancellationToken)
        )
            introduction.Forget(subject, pseudonym);
        foreach (var contract in await db.Contracts.Where(x => x.Signatures.Any(s => s.Subject == subject)).ToListAsync(cancellationToken))
        foreach (var signature in contract.Signatures.Where(x => x.Subject == subject))
            if (contract.State != ContractState.Signed || signature.Version != contract.Version)
                signature.Name = pseudonym;
        await db.ForgetAnswersAsync(subject, cancellationToken);
    }

    /// <summary>The owner of a deal is the broker who proposed it, else the person of the achievement's side.</summary>
    private async Task NameDealsAsync(string subject, string pseudonym, CancellationToken cancellationToken)
    {
        var owned = db
            .Introductions.Where(x => x.BrokerId == null ? x.AchievementSideAcceptedBy == subject : x.RequestedBySubject == subject)
            .Select(x => x.Id);
        await db
            .Deals.Where(x => owned.Contains(x.IntroductionId))
            .ExecuteUpdateAsync(x => x.SetProperty(row => row.OwnerName, pseudonym), cancellationToken);
        await db
            .Timeline.Where(x => x.What == Happening.DealOpened && owned.Contains(x.ThreadId))
            .ExecuteUpdateAsync(x => x.SetProperty(row => row.Detail, pseudonym), cancellationToken);
    }
}
