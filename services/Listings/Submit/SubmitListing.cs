using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Listings.Create;
using TechTransfer.Listings.Entries;
using TechTransfer.Listings.Organisations;
using TechTransfer.Listings.Similar;

namespace TechTransfer.Listings.Submit;

/// <summary>
/// POST submit: a member's submission goes to the own office, a manager's or client's to the regional operator; of an organisation that is trusted to
/// publish by itself it goes straight to the public, unless it looks like no text. Whoever entered it for another organisation hands it to that one, which confirms it.
/// </summary>
internal static class SubmitListing
{
    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/submit", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Ok<Submitted>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        NoBody? _,
        Caller caller,
        ListingDesk<TContent> desk,
        SimilarListings<TContent> similar,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var (step, refusal) = await desk.BeginAsync(id, ListingAction.Submit, caller, cancellationToken);
        if (step is null)
            return refusal!;
        var (listing, to, _) = step;
        if (desk.Lacks(listing.Content) is { IsValid: false } lacks)
            return lacks.ToProblem();
        var owner = await desk.Db.Organisations.FindAsync([listing.OrganisationId], cancellationToken);
        if (owner.MayNotSubmit(caller) is { } unverified)
            return unverified;
        if (to == ListingState.Submitted && await desk.Db.OwnEntryAsync(listing, caller, cancellationToken) is { } own)
            return own;

        listing.Submit(to, desk.Now);
        var announcement = Announcement.None;
        if (to == ListingState.Submitted && owner is { TrustedToSelfPublish: true } && !desk.Kind.IsDoubtful(listing.Content))
        {
            if (PublishMoment.Of(desk, listing) is not { } until)
                return PublishMoment.HasPassed();
            listing.Publish(incomplete: false, bulk: false, until, desk.Now);
            await desk.ConcealAsync(listing, cancellationToken);
            announcement = Announcement.Published;
        }
        await similar.FingerprintAsync(listing, cancellationToken);
        desk.Record(listing, caller, "submit", listing.Working.Wire(), announcement, owner);
        await desk.Db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(
            new Submitted(
                listing.Id,
                listing.Version,
                listing.State,
                Head.Of(listing).Pending,
                await similar.FindAsync(listing, caller, cancellationToken)
            )
        );
    }
}

/// <param name="Similar">Published listings of others that this one may repeat, equal numbers first.</param>
public sealed record Submitted(Guid Id, long Version, ListingState State, PendingAnswer? Pending, IReadOnlyList<SimilarListing> Similar);

/// <summary>The empty object that state changes take.</summary>
public sealed record NoBody;

/// <summary>Until when a listing that is published or confirmed now is valid.</summary>
internal static class PublishMoment
{
    /// <summary>Null when its own date has passed.</summary>
    public static DateTimeOffset? Of<TContent>(ListingDesk<TContent> desk, Listing<TContent> listing)
        where TContent : ListingContent => desk.Kind.ValidUntil(listing.Content, desk.Now) is var until && until > desk.Now ? until : null;

    public static ProblemHttpResult HasPassed() =>
        Problem.Invalid("validUntil", "The date until which it is valid, or its deadline, has passed; change it first.");
}
