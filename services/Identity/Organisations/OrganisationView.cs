using AutoMapper;
using Microsoft.AspNetCore.Http;
using TechTransfer.Hosting;
using TechTransfer.Theme;

namespace TechTransfer.Identity.Organisations;

/// <summary>What everybody may know of an organisation.</summary>
/// <param name="StateReason">Only for its own people and the operators of its region: why it was rejected, suspended or closed.</param>
/// <param name="TrustedToSelfPublish">Likewise: whether what it submits is published without the operator's review.</param>
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
    string? StateReason,
    bool? TrustedToSelfPublish
);

internal static class OrganisationViews
{
    /// <summary>With the region's name in the caller's language.</summary>
    public static OrganisationView View(this IMapper mapper, Organisation organisation, HttpContext context) =>
        mapper.Map<OrganisationView>(organisation, options => options.Items[IdentityProfile.Language] = LanguageChoice.Of(context).Code());

    /// <summary>What its own people, administrators and the operators of its region know of it besides.</summary>
    public static OrganisationView WithInsight(this OrganisationView view, Organisation organisation, Caller? caller) =>
        caller is not null && (caller.OrganisationId == organisation.Id || caller.IsAdministrator || caller.Oversees(organisation.Region))
            ? view with
            {
                StateReason = organisation.StateReason,
                TrustedToSelfPublish = organisation.TrustedToSelfPublish,
            }
            : view;

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
        return organisations.Where(x =>
            x.State == OrganisationState.Verified
            || x.IsPlaceholder && x.State == OrganisationState.Unverified
            || x.Id == own
            || x.Region.StartsWith(subtree)
        );
    }
}
