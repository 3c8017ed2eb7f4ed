using AutoMapper;
using Microsoft.AspNetCore.Http;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Identity.Organisations;

/// <summary>What everybody may know of an organisation.</summary>
/// <param name="StateReason">Only for its own people and the operators of its region: why it was rejected, suspended or closed.</param>
internal sealed record OrganisationView(
    Guid Id,
    string Name,
    string? NameEn,
    string? CreditCode,
    OrganisationKind Kind,
    string Region,
    string RegionName,
    OrganisationState State,
    bool Verified,
    bool IsPlaceholder,
    string? StateReason
);

internal static class OrganisationViews
{
    /// <summary>With the region's name in the caller's language.</summary>
    public static OrganisationView View(this IMapper mapper, Organisation organisation, HttpContext context) =>
        mapper.Map<OrganisationView>(organisation, options => options.Items[IdentityProfile.Language] = LanguageChoice.Of(context).Code());

    /// <summary>
    /// Those the caller may know of: to everybody the verified ones and the placeholders that wait to be claimed; one's own in every state; to an
    /// operator all of his subtree, to an administrator all.
    /// </summary>
    public static IQueryable<Organisation> VisibleTo(this IQueryable<Organisation> organisations, Caller? caller)
    {
        if (caller?.IsAdministrator == true)
            return organisations;
        var own = caller?.OrganisationId ?? Guid.Empty;
        // No region code begins with this, so nobody but an operator sees more.
        var subtree = caller is { IsOperator: true } ? RegionCode.Prefix(caller.Region) : "-";
        return organisations.Where(x => x.State == OrganisationState.Verified || x.IsPlaceholder || x.Id == own || x.Region.StartsWith(subtree));
    }
}
