using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Identity.Organisations;

/// <summary>An import named an organisation nobody knows: it becomes a placeholder, to be claimed by the real one, and every service learns its name.</summary>
internal sealed class ApplyOrganisationNamed(IdentityDbContext db, TimeProvider time) : IApply<OrganisationNamed>
{
    public async Task ApplyAsync(IReadOnlyList<Delivery<OrganisationNamed>> deliveries, CancellationToken cancellationToken)
    {
        var ids = deliveries.Select(x => x.Event.OrganisationId).ToHashSet();
        var codes = deliveries.Select(x => x.Event.CreditCode).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var known = await db.Organisations.Where(x => ids.Contains(x.Id)).Select(x => x.Id).ToHashSetAsync(cancellationToken);
        var takenCodes = await db
            .Organisations.Where(x => x.CreditCode != null && codes.Contains(x.CreditCode))
            .Select(x => x.CreditCode!)
            .ToHashSetAsync(StringComparer.Ordinal, cancellationToken);
        foreach (var delivery in deliveries)
            if (known.Add(delivery.Event.OrganisationId))
                Add(delivery.Event, takenCodes);
            else
                delivery.Superseded();
    }

    private void Add(OrganisationNamed named, HashSet<string> takenCodes)
    {
        // A code belongs to one organisation. One that is taken stays with its owner; the operator sees two of a name and joins them.
        var code = CreditCode.TryParse(named.CreditCode, out var valid) && takenCodes.Add(valid) ? valid : null;
        var organisation = new Organisation
        {
            Id = named.OrganisationId,
            Name = named.Name,
            CreditCode = code,
            Kind = GuessKind(named.Name),
            Region = named.Region,
            State = OrganisationState.Unverified,
            IsPlaceholder = true,
            CreatedAt = time.GetUtcNow(),
        };
        organisation.Announce(db);
        db.Organisations.Add(organisation);
    }

    /// <summary>Chinese names end with what an organisation is. Its owner corrects a wrong guess when claiming it.</summary>
    private static OrganisationKind GuessKind(string name) =>
        name switch
        {
            _ when name.EndsWith("大学", StringComparison.Ordinal) || name.EndsWith("学院", StringComparison.Ordinal) => OrganisationKind.University,
            _ when name.EndsWith("医院", StringComparison.Ordinal) => OrganisationKind.Hospital,
            _ when name.EndsWith("研究所", StringComparison.Ordinal) || name.EndsWith("研究院", StringComparison.Ordinal) =>
                OrganisationKind.Institute,
            _ => OrganisationKind.Company,
        };
}
