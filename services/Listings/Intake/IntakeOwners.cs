using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings.Organisations;
using TechTransfer.Listings.Validation;
using TechTransfer.Messaging;

namespace TechTransfer.Listings.Intake;

/// <summary>
/// The organisations that rows of an import name, looked up once per batch. One that nobody knows becomes a placeholder when an operator names it.
/// </summary>
public sealed class IntakeOwners<TContent>(ListingsDbContext<TContent> db)
    where TContent : ListingContent
{
    private const int MaxNameLength = 200;
    private const int CodeLength = 18;
    private readonly Dictionary<string, OrganisationRow> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, OrganisationRow> _byId = [];

    internal async Task LoadAsync(IEnumerable<string?> named, Caller by, CancellationToken cancellationToken)
    {
        var names = named.OfType<string>().Select(x => x.Trim()).Where(x => !_byName.ContainsKey(x)).Distinct(StringComparer.Ordinal).ToList();
        var ids = names.Where(x => Guid.TryParse(x, out _)).Select(Guid.Parse).Append(by.OrganisationId);
        var wanted = ids.Concat(names.Select(Owners.PlaceholderId)).ToList();
        var rows = await db
            .Organisations.Where(x => names.Contains(x.Name) || names.Contains(x.CreditCode!) || wanted.Contains(x.Id))
            .OrderByDescending(x => x.Id)
            .ToListAsync(cancellationToken);
        // Of those of one name the last counts: one that is closed gives way to any other.
        foreach (var row in rows.OrderByDescending(x => x.State == "closed"))
        {
            _byId[row.Id] = row;
            _byName[row.Name] = row;
            if (row.CreditCode is { } code)
                _byName[code] = row;
        }
        var claimedBy = rows.Where(x => x.ClaimedById is not null).Select(x => x.ClaimedById!.Value).Where(x => !_byId.ContainsKey(x)).ToList();
        if (claimedBy.Count > 0)
            foreach (var row in await db.Organisations.Where(x => claimedBy.Contains(x.Id)).ToListAsync(cancellationToken))
                _byId[row.Id] = row;
    }

    internal (OrganisationRow? Owner, IntakeResult? Wrong) Find(string? named, string? region, Caller by)
    {
        if (by.NamesHimself(named))
            return (Own(by), null);
        var name = named!.Trim();
        if (!name.FitsIn(MaxNameLength))
            return (null, IntakeResult.Refuse("organisation", "tooLong", $"'organisation' may have at most {MaxNameLength} characters."));
        var owner = Guid.TryParse(name, out var id)
            ? _byId.GetValueOrDefault(id)
            : _byName.GetValueOrDefault(name) ?? _byId.GetValueOrDefault(Owners.PlaceholderId(name));
        if (owner?.ClaimedById is { } real)
            owner = _byId.GetValueOrDefault(real);
        if (owner?.State == "closed")
            return (null, IntakeResult.Refuse("organisation", "closed", "This organisation is closed."));
        if (owner is not null)
            return by.MayEnterFor(owner)
                ? (owner, null)
                : (null, IntakeResult.Refuse("organisation", "forbidden", "You may not enter listings for this organisation."));
        if (!by.IsOperator || Guid.TryParse(name, out _))
            return (null, IntakeResult.Refuse("organisation", "unknown", "No organisation has this credit code, id or exact name."));
        return (Placeholder(name, region is not null && by.Oversees(region) ? region : by.Region), null);
    }

    private OrganisationRow Own(Caller by)
    {
        if (!_byId.TryGetValue(by.OrganisationId, out var own))
            // Its event is on the way; until then the token says where it is.
            _byId[by.OrganisationId] = own = new OrganisationRow
            {
                Id = by.OrganisationId,
                Version = 0,
                Name = "",
                Region = by.Region,
                State = "",
            };
        return own;
    }

    private OrganisationRow Placeholder(string name, string region)
    {
        // Identity tests the check digit; what is no code after all stays a name.
        var code = name.Length == CodeLength && name.All(char.IsAsciiLetterOrDigit) ? name.ToUpperInvariant() : null;
        var row = new OrganisationRow
        {
            Id = Owners.PlaceholderId(name),
            Version = 0,
            Name = name,
            CreditCode = code,
            Region = region,
            State = "unverified",
            IsPlaceholder = true,
        };
        db.Organisations.Add(row);
        db.Enqueue(new OrganisationNamed(row.Id, 1, name, code, region));
        return _byId[row.Id] = _byName[name] = row;
    }
}
