using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Listings.Organisations;

namespace TechTransfer.Listings.Create;

/// <summary>POST: a draft, of which only the title is required.</summary>
internal static class CreateListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Created<Head>, ProblemHttpResult>> HandleAsync<TContent>(
        [FromBody] TContent? body,
        Caller caller,
        ListingDesk<TContent> desk,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (body is null)
            return Problem.NoBody();
        var content = desk.Kind.Normalise(body);
        var valid = await desk.Kind.Limits.ValidateAsync(content, cancellationToken);
        if (!valid.IsValid)
            return valid.ToProblem();
        var (owner, refusal) = await OwnerAsync(desk.Db, caller, body.Organisation, cancellationToken);
        if (refusal is not null)
            return refusal;
        if (content.ExternalId is not null && await KeyIsTakenAsync(desk.Db, caller, content, cancellationToken) is { } taken)
            return Problem.Conflict("You already have a listing with this source and externalId.", ("id", taken));

        content = content with { Region = content.Region ?? owner.Region };
        var listing = Listing<TContent>.Draft(content, owner.Id, owner.Region, caller.OrganisationId, (caller.Subject, caller.Name), desk.Now);
        if (await desk.ConcealAsync(listing, cancellationToken) is { } unknown)
            return unknown;
        desk.Db.Listings.Add(listing);
        await desk.SaveAsync(listing, caller, "create", null, Announcement.None, cancellationToken);
        return TypedResults.Created($"/api/{desk.Kind.Plural}/{listing.Id}", Head.Of(listing));
    }

    private static async Task<((Guid Id, string Region) Owner, ProblemHttpResult? Refusal)> OwnerAsync<TContent>(
        ListingsDbContext<TContent> db,
        Caller caller,
        string? named,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        if (!caller.MayWrite())
            return (default, Problem.Forbidden("Your role does not allow you to write listings."));
        if (caller.NamesHimself(named))
        {
            var own = await db.Organisations.FindAsync([caller.OrganisationId], cancellationToken);
            return ((caller.OrganisationId, own?.Region ?? caller.Region), null);
        }
        var organisation = await db.NamedAsync(named!, cancellationToken);
        if (organisation?.Id == caller.OrganisationId)
            return ((organisation.Id, organisation.Region), null);
        if (!caller.IsBroker && !caller.IsOperator)
            return (default, Problem.Forbidden("Only operators and brokers enter listings for other organisations."));
        if (organisation is null)
            return (default, Problem.Invalid("organisation", "No organisation has this credit code, id or exact name."));
        if (organisation.State == "closed")
            return (default, Problem.Invalid("organisation", "This organisation is closed."));
        return caller.MayEnterFor(organisation)
            ? ((organisation.Id, organisation.Region), null)
            : (default, Problem.Forbidden("This organisation is not in your region."));
    }

    private static async Task<Guid?> KeyIsTakenAsync<TContent>(
        ListingsDbContext<TContent> db,
        Caller caller,
        TContent content,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent =>
        await db
            .Listings.Where(x => x.EnteredById == caller.OrganisationId && x.Source == content.Source && x.ExternalId == content.ExternalId)
            .Select(x => (Guid?)x.Id)
            .FirstOrDefaultAsync(cancellationToken);
}

/// <summary>What a change answers.</summary>
/// <param name="State">As the public sees a published listing; <paramref name="Pending"/> tells of a revision under way.</param>
public sealed record Head(Guid Id, long Version, ListingState State, PendingAnswer? Pending)
{
    public static Head Of<TContent>(Listing<TContent> listing)
        where TContent : ListingContent =>
        new(listing.Id, listing.Version, listing.State, listing.Revision is { } state ? new PendingAnswer(listing.Version, state) : null);
}

internal static class WritingRights
{
    public static bool MayWrite(this Caller caller) =>
        caller.Is(Roles.Member) || caller.IsManager || caller.IsClient || caller.IsBroker || caller.IsOperator;
}
