using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Listings.Organisations;

/// <summary>Finds the organisation that a listing is entered for: the caller's own, or one named by credit code, id or exact name.</summary>
internal static class Owners
{
    /// <summary>The organisation named, or null when nobody knows it.</summary>
    public static async Task<OrganisationRow?> NamedAsync<TContent>(
        this ListingsDbContext<TContent> db,
        string named,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var name = named.Trim();
        return Guid.TryParse(name, out var id)
            ? await db.Organisations.FindAsync([id], cancellationToken)
            : await db
                .Organisations.OrderBy(x => x.State == "closed")
                .ThenBy(x => x.Id)
                .FirstOrDefaultAsync(x => x.CreditCode == name || x.Name == name, cancellationToken);
    }

    /// <summary>Whether the caller names his own organisation or none.</summary>
    public static bool NamesHimself(this Caller caller, string? organisation) =>
        string.IsNullOrWhiteSpace(organisation) || Guid.TryParse(organisation.Trim(), out var id) && id == caller.OrganisationId;

    /// <summary>Whether the caller may enter listings for the organisation.</summary>
    public static bool MayEnterFor(this Caller caller, OrganisationRow organisation) =>
        organisation.Id == caller.OrganisationId || caller.IsBroker || caller.Oversees(organisation.Region);

    /// <summary>
    /// An organisation that is not verified drafts only. What others enter for one that has not joined yet may wait there for it.
    /// </summary>
    public static ProblemHttpResult? MayNotSubmit(this OrganisationRow? owner, Caller caller) =>
        owner is { IsVerified: false } && (!owner.IsPlaceholder || owner.Id == caller.OrganisationId)
            ? Problem.Conflict($"An organisation that is {owner.State} may draft but not submit.", ("organisationState", owner.State))
            : null;

    /// <summary>
    /// The id of an organisation that is known by name only, the same in every service that meets the name: UUIDv8 (RFC 9562, section 5.8) of the
    /// SHA-256 of the name in NFKC without white space, lower case.
    /// </summary>
    public static Guid PlaceholderId(string name)
    {
        var normal = string.Concat(name.Normalize(NormalizationForm.FormKC).Where(x => !char.IsWhiteSpace(x))).ToLowerInvariant();
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(normal)).AsSpan(0, 16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
