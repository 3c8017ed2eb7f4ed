using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Entries;
using TechTransfer.Listings.Grants;

namespace TechTransfer.Listings.Get;

/// <summary>GET one: the public version, for its owner (and with <c>?view=working</c> its reviewer) the version in work; sections as far as disclosed or granted.</summary>
internal static class GetListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes, Type answer)
        where TContent : ListingContent =>
        routes.MapGet("/{id:guid}", HandleAsync<TContent>).Produces(200, answer).Produces(308).ProducesProblem(404);

    private static async Task<IResult> HandleAsync<TContent>(
        Guid id,
        string? view,
        Caller? caller,
        HttpContext http,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (view is not (null or "working" or "public"))
            return Problem.Invalid("view", "view is working or public.");
        var callers = caller?.OrganisationId ?? Guid.Empty;
        // One statement: this is the call that everything else makes most.
        var found = await desk
            .Db.VisibleTo(caller)
            .AsNoTracking()
            .Where(x => x.Id == id)
            .LeftJoin(
                desk.Db.Organisations.AsNoTracking(),
                x => x.OrganisationId,
                x => x.Id,
                (listing, organisation) =>
                    new
                    {
                        listing,
                        organisation,
                        isMember = desk.Db.Organisations.Any(x => x.Id == callers && x.State == "verified"),
                        hasDeal = desk.Db.Deals.Any(x =>
                            x.ListingId == listing.Id && (x.OtherOrganisationId == callers || x.BrokerOrganisationId == callers)
                        ),
                    }
            )
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return await SurvivorAsync(desk, id, caller, cancellationToken) is { } survivor
                ? TypedResults.Redirect($"/api/{desk.Kind.Plural}/{survivor}", permanent: true, preserveMethod: true)
                : Problem.NotFound(desk.Kind.Name);
        var (listing, organisation) = (found.listing, found.organisation);
        var audience = Audiences.Of(listing, caller, found.isMember, found.hasDeal);
        var standing = caller?.StandingOf(listing) ?? Standing.None;
        var working = ShowsWorkingVersion(listing, view, audience);
        var (content, locked, onRequest, byGrant) = await desk.DiscloseAsync(
            listing,
            working ? listing.Content : listing.PublicContent,
            audience,
            caller,
            cancellationToken
        );
        if (byGrant.Count > 0)
            await ViewLog.WriteAsync(desk, listing, byGrant, null, caller!, http.Request, cancellationToken);
        http.Response.SetETag(working ? listing.Version : listing.PublishedVersion ?? listing.Version);
        var language = http.Request.Headers.AcceptLanguage.ToString().TrimStart();
        object answer = desk.Kind.Answer(content) with
        {
            Id = listing.Id,
            Listing = desk.Kind.Name,
            Version = working ? listing.Version : listing.PublishedVersion ?? listing.Version,
            State = listing.State,
            RegionName = content.Region is { } region ? Places.Label(region, language) : null,
            IndustryName = content.Industry is { } industry ? Industries.Label(industry, language) : null,
            Organisation =
                desk.Kind.IsAnonymous(content) && !audience.KnowsOwner ? null : OrganisationAnswers.Of(listing.OrganisationId, organisation),
            InNegotiation = listing.InNegotiation,
            Contracted = listing.Contracted,
            Incomplete = listing.Incomplete,
            Mine = audience.Owner,
            Locked = locked,
            OnRequest = onRequest,
            ByGrant = byGrant,
            Allowed = [.. listing.Allowed(standing)],
            DuplicateOf = listing.DuplicateOfId,
            Reasons = audience.Owner || audience.Reviewer ? listing.Reasons : [],
            Entered = audience.Owner || audience.Reviewer ? await desk.Db.EntryOfAsync(listing, cancellationToken) : null,
            Warnings = audience.Owner || audience.Reviewer ? Warnings(desk.Kind, content, organisation, audience) : null,
            Pending =
                (audience.Owner || audience.Reviewer && IsBeforeReviewer(listing)) && listing.Revision is { } state
                    ? new PendingAnswer(listing.Version, state)
                    : null,
            CreatedAt = listing.CreatedAt,
            UpdatedAt = listing.UpdatedAt,
            SubmittedAt = audience.Owner || audience.Reviewer ? listing.SubmittedAt : null,
            PublishedAt = listing.PublishedAt,
            ConfirmedAt = listing.ConfirmedAt,
            ValidUntil = listing.ValidUntil ?? (audience.Owner || audience.Reviewer ? content.ValidUntil : null),
            StatedUntil = audience.Owner || audience.Reviewer ? content.ValidUntil : null,
        };
        return TypedResults.Ok(answer);
    }

    /// <summary>What stands for a listing that was public once and gave way as a duplicate.</summary>
    private static Task<Guid?> SurvivorAsync<TContent>(ListingDesk<TContent> desk, Guid id, Caller? caller, CancellationToken cancellationToken)
        where TContent : ListingContent =>
        desk
            .Db.Listings.Where(x => x.Id == id && x.DuplicateOfId != null && x.PublishedVersion != null)
            .Where(x => desk.Db.VisibleTo(caller).Any(y => y.Id == x.DuplicateOfId))
            .Select(x => x.DuplicateOfId)
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>That it looks like no text is told to the reviewer alone: it is a guess and no judgement of its author.</summary>
    private static IReadOnlyDictionary<string, string>? Warnings<TContent>(
        ListingKind<TContent> kind,
        TContent content,
        OrganisationRow? organisation,
        Audience audience
    )
        where TContent : ListingContent
    {
        var warnings = kind.Warnings(content, organisation);
        return audience.Reviewer && kind.IsDoubtful(content)
            ? new Dictionary<string, string>(warnings ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal)
            {
                ["text"] = "It looks like advertising or like no text.",
            }
            : warnings;
    }

    internal static bool ShowsWorkingVersion<TContent>(Listing<TContent> listing, string? view, Audience audience)
        where TContent : ListingContent =>
        audience.Owner
            ? view != "public" || listing.PublishedVersion is null
            : listing.PublishedVersion is null || audience.Reviewer && (listing.IsReviewersAlone || view == "working" && IsBeforeReviewer(listing));

    private static bool IsBeforeReviewer<TContent>(Listing<TContent> listing)
        where TContent : ListingContent => listing.Working is ListingState.Submitted or ListingState.Rejected;
}
