using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Copies;

namespace TechTransfer.Contracts.Drafting;

/// <summary>The parties a body names, found among the organisations this service knows.</summary>
internal static class ReadParties
{
    private const int MostParties = 10;

    /// <returns>Null with errors.</returns>
    public static async Task<IReadOnlyList<Party>?> ReadPartiesAsync(
        this ContractsDbContext db,
        IReadOnlyList<PartyBody>? bodies,
        Pairing sides,
        FieldErrors errors,
        CancellationToken cancellationToken
    )
    {
        if (bodies is null)
            return Defaults(sides);
        if (bodies.Count > MostParties)
        {
            errors.Add("parties", $"At most {MostParties}.");
            return null;
        }
        var parties = new List<Party>();
        for (var i = 0; i < bodies.Count; i++)
        {
            var role = errors.Code<PartyRole>($"parties[{i}].role", bodies[i].Role, needed: true);
            var organisation = await FindAsync(db, bodies[i].Organisation, cancellationToken);
            if (organisation is null)
                errors.Add($"parties[{i}].organisation", "No organisation with this credit code, id or exact name, or more than one.");
            else if (parties.Exists(x => x.OrganisationId == organisation.Id))
                errors.Add($"parties[{i}].organisation", "Named twice.");
            else if (!organisation.MayDeal)
                errors.Add($"parties[{i}].organisation", $"The organisation is {organisation.State}.");
            else if (role is not null)
                parties.Add(
                    new Party
                    {
                        OrganisationId = organisation.Id,
                        Role = role.Value,
                        Position = i,
                    }
                );
        }
        if (!errors.Any)
        {
            if (!parties.Exists(x => x.OrganisationId == sides.DemandSideId) || !parties.Exists(x => x.OrganisationId == sides.AchievementSideId))
                errors.Add("parties", "The deal's two sides are parties of its contract.");
            if (!parties.Exists(x => x.Role == PartyRole.Seller) || !parties.Exists(x => x.Role == PartyRole.Buyer))
                errors.Add("parties", "At least one seller and one buyer.");
        }
        return errors.Any ? null : parties;
    }

    public static IReadOnlyList<Party> Defaults(Pairing sides) =>
        [
            new()
            {
                OrganisationId = sides.AchievementSideId,
                Role = PartyRole.Seller,
                Position = 0,
            },
            new()
            {
                OrganisationId = sides.DemandSideId,
                Role = PartyRole.Buyer,
                Position = 1,
            },
        ];

    /// <summary>What the document says besides the terms.</summary>
    public static async Task<DocumentFacts> FactsAsync(
        this ContractsDbContext db,
        Guid contract,
        int version,
        IReadOnlyList<Party> parties,
        Pairing sides,
        CancellationToken cancellationToken
    )
    {
        var ids = parties.Select(x => x.OrganisationId).Append(sides.BrokerId ?? Guid.Empty).ToArray();
        var organisations = await db.Organisations.Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancellationToken);
        var titles = (await Names.OfAsync(db, [sides], [], cancellationToken)).Titles;
        return new DocumentFacts(
            contract,
            version,
            [
                .. parties
                    .OrderBy(x => x.Position)
                    .Select(x =>
                    {
                        var organisation = organisations.GetValueOrDefault(x.OrganisationId);
                        return new DocumentParty(organisation?.Name ?? x.OrganisationId.ToString(), organisation?.CreditCode, x.Role);
                    }),
            ],
            sides.AchievementId is { } achievement ? titles.GetValueOrDefault(achievement) : null,
            sides.DemandId is { } demand ? titles.GetValueOrDefault(demand) : null,
            sides.BrokerId is { } broker ? organisations.GetValueOrDefault(broker)?.Name : null
        );
    }

    private static async Task<OrganisationCopy?> FindAsync(ContractsDbContext db, string? named, CancellationToken cancellationToken)
    {
        var text = named?.Trim() ?? "";
        if (Guid.TryParse(text, out var id))
            return await db.Organisations.FindAsync([id], cancellationToken);
        var found = await db
            .Organisations.Where(x => x.CreditCode == text || x.Name == text)
            .OrderBy(x => x.Id)
            .Take(2)
            .ToListAsync(cancellationToken);
        return found is [var only] && text.Length > 0 ? only : null;
    }
}
