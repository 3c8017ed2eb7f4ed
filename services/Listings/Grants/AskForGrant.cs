using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Npgsql;
using TechTransfer.Hosting;
using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Grants;

/// <summary>
/// POST grants: somebody of a verified organisation asks to read sections that are on request, and gives the undertaking in force for his organisation. Another text
/// than that one, told by its SHA-256, is refused with the present ones.
/// </summary>
internal static class AskForGrant
{
    private const int LongestPurpose = 1000;
    private const int DefaultMostOpen = 50;

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent => routes.MapPost("/{id:guid}/grants", HandleAsync<TContent>).RequireAuthorization(Authentication.SignedIn);

    private static async Task<Results<Created<GrantAnswer>, ProblemHttpResult>> HandleAsync<TContent>(
        Guid id,
        Request? body,
        Caller caller,
        ListingDesk<TContent> desk,
        IConfiguration configuration,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var listing = await desk
            .Db.VisibleTo(caller)
            .AsNoTracking()
            .SingleOrDefaultAsync(x => x.Id == id && x.State == ListingState.Published, cancellationToken);
        if (listing is null)
            return Problem.NotFound(desk.Kind.Name);
        if (!caller.MayAsk())
            return Problem.Forbidden("Your role does not allow you to give an undertaking for your organisation.");
        var organisation = await desk.Db.Organisations.FindAsync([caller.OrganisationId], cancellationToken);
        if (organisation is not { IsVerified: true })
        {
            var state = organisation?.State ?? "unknown";
            return Problem.Forbidden($"The organisation is {state}; only verified ones give an undertaking.");
        }
        if (Wrong(body) is { Count: > 0 } wrong)
            return Problem.Invalid(wrong);
        if (Undertakings.InForce.Texts.FirstOrDefault(x => x.Sha256 == body!.Undertaking!.Sha256) is not { } text)
            return Problem.Conflict(
                $"The undertaking in force is version {Undertakings.InForce.Version}; read it and send its SHA-256.",
                ("version", Undertakings.InForce.Version),
                ("sha256", Undertakings.InForce.Texts.ToDictionary(x => x.Language, x => x.Sha256, StringComparer.Ordinal))
            );
        var audience = await desk.Db.AudienceAsync(listing, caller, cancellationToken);
        var shown = await desk.DiscloseAsync(listing, listing.PublicContent, audience, caller, cancellationToken);
        var sections = body!.Sections!.Distinct(StringComparer.Ordinal).ToList();
        if (sections.FindIndex(x => !shown.OnRequest.Contains(x)) is var not and >= 0)
            return Problem.Invalid($"sections[{not}]", $"This is no section on request to you; these are: {string.Join(", ", shown.OnRequest)}.");

        var waiting = desk.Db.GrantsAskedBy(caller.OrganisationId).Where(x => x.State == GrantState.Asked);
        if (await waiting.AnyAsync(x => x.ListingId == id, cancellationToken))
            return Waits();
        var most = configuration.GetValue("Limits:OpenAccessRequests", DefaultMostOpen);
        if (await waiting.CountAsync(cancellationToken) >= most)
            return Problem.Conflict($"An organisation may have {most} open requests.", ("limit", most));

        var grant = new GrantRow
        {
            Id = Guid.CreateVersion7(desk.Now),
            ListingId = id,
            OrganisationId = caller.OrganisationId,
            Sections = sections,
            Purpose = body.Purpose!.Trim(),
            UndertakingVersion = Undertakings.InForce.Version,
            UndertakingLanguage = text.Language,
            UndertakingSha256 = text.Sha256,
            AskedBySubject = caller.Subject,
            AskedAt = desk.Now,
        };
        await desk.Db.NameAsync(caller, cancellationToken);
        desk.Db.Grants.Add(grant);
        desk.RecordGrant(grant, listing.OrganisationId, caller, "asked");
        try
        {
            await desk.Db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException lost) when (IsTaken(lost))
        {
            // A colleague was quicker by a moment.
            return Waits();
        }
        var answer = (await GrantAnswer.OfAsync(desk, [grant], caller, cancellationToken))[0];
        return TypedResults.Created($"/api/{desk.Kind.Plural}/grants/{grant.Id}", answer);
    }

    private static Dictionary<string, string[]> Wrong(Request? body)
    {
        var wrong = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (body?.Sections is not { Count: > 0 and <= 20 })
            wrong["sections"] = ["'sections' names 1 to 20 sections that are on request."];
        if (string.IsNullOrWhiteSpace(body?.Purpose))
            wrong["purpose"] = ["'purpose' is required."];
        else if (!body.Purpose.Trim().FitsIn(LongestPurpose))
            wrong["purpose"] = [$"'purpose' may have at most {LongestPurpose} characters."];
        if (string.IsNullOrWhiteSpace(body?.Undertaking?.Sha256))
            wrong["undertaking.sha256"] = ["'undertaking.sha256' is the SHA-256 of the undertaking that was read."];
        return wrong;
    }

    private static ProblemHttpResult Waits() => Problem.Conflict("A request of your organisation for this listing waits already.");

    private static bool IsTaken(DbUpdateException lost) =>
        lost.InnerException
            is SqliteException { SqliteExtendedErrorCode: 2067 } // unique
                or PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <param name="Sections">Those of the listing's <c>onRequest</c> that are wanted.</param>
    /// <param name="Purpose">What for, at most 1,000 characters; the owner reads it.</param>
    internal sealed record Request(IReadOnlyList<string>? Sections, string? Purpose, GivenUndertaking? Undertaking);

    /// <param name="Sha256">Of the text, as GET undertaking says it.</param>
    internal sealed record GivenUndertaking(string? Sha256);
}
