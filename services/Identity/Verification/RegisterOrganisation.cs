using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Joining;
using TechTransfer.Identity.Mailing;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Verification;

/// <summary>
/// POST /api/identity/organisations: a person enters an organisation that nobody knows yet, unverified, with its licence, and is its manager.
/// POST /api/identity/organisations/{id}/submit: its manager corrects what was rejected, or completes a claimed placeholder, and hands it in again.
/// </summary>
internal static class RegisterOrganisation
{
    private const int LongestName = 200;

    public static void MapRegisterOrganisation(this IEndpointRouteBuilder routes)
    {
        routes
            .MapPost("/api/identity/organisations", RegisterAsync)
            .RequireAuthorization(OwnAccount.Policy)
            .WithMetadata(new RequestSizeLimitAttribute(LicenceBody.RequestLimit))
            .WithName("IdentityRegisterOrganisation")
            .WithTags("Identity")
            .ProducesProblem(409)
            .ProducesProblem(413);
        routes
            .MapPost("/api/identity/organisations/{id:guid}/submit", HandInAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithMetadata(new RequestSizeLimitAttribute(LicenceBody.RequestLimit))
            .WithName("IdentitySubmitOrganisation")
            .WithTags("Identity")
            .ProducesProblem(409)
            .ProducesProblem(413);
    }

    /// <param name="CreditCode">Only when it is entered first.</param>
    /// <param name="Kind">university, institute, hospital, company, park, transferInstitution or authority.</param>
    /// <param name="Region">Six-digit division code.</param>
    internal sealed record Request(string? CreditCode, string? Name, string? NameEn, string? Kind, string? Region, LicenceBody? LicenceScan);

    internal sealed record Response(Guid Id, OrganisationState State);

    private static async Task<Results<Created<Response>, ProblemHttpResult>> RegisterAsync(
        Request request,
        ClaimsPrincipal user,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!CreditCode.TryParse(request.CreditCode, out var code))
            return Problem.Invalid("creditCode", "It has 18 characters; the check digit does not fit.");
        var (entry, problem) = await ReadAsync(request, Guid.Empty, db, cancellationToken);
        if (entry is null)
            return problem!;
        if (await OwnAccount.FindAsync(user, db, cancellationToken) is not { } account)
            return OwnAccount.Missing();
        if (await db.Organisations.AnyAsync(x => x.CreditCode == code, cancellationToken))
            return KnownAlready();
        var own = account.Memberships.ConvertAll(x => x.OrganisationId);
        if (await db.Organisations.AnyAsync(x => own.Contains(x.Id) && x.State == OrganisationState.Unverified, cancellationToken))
            return Problem.Conflict("An organisation that you entered waits to be verified; then you can enter another.");
        var now = time.GetUtcNow();
        var organisation = new Organisation
        {
            Id = Guid.CreateVersion7(now),
            Name = entry.Name,
            CreditCode = code,
            Kind = entry.Kind,
            Region = entry.Region,
            State = OrganisationState.Unverified,
            CreatedAt = now,
        };
        db.Organisations.Add(organisation);
        db.Memberships.Add(
            new Membership
            {
                AccountId = account.Id,
                OrganisationId = organisation.Id,
                Roles = [Roles.Member, Roles.Manager],
                Since = now,
            }
        );
        try
        {
            await SaveAsync(organisation, entry, ActKind.Registered, account.Id.ToString(), db, mails, now, cancellationToken);
        }
        catch (DbUpdateException)
        {
            // Somebody else entered it at the same moment: the code is unique.
            db.ChangeTracker.Clear();
            if (!await db.Organisations.AnyAsync(x => x.CreditCode == code, cancellationToken))
                throw;
            return KnownAlready();
        }
        return TypedResults.Created($"/api/identity/organisations/{organisation.Id}", new Response(organisation.Id, organisation.State));
    }

    private static ProblemHttpResult KnownAlready() => Problem.Conflict("An organisation with this credit code is known; ask to join it.");

    private static async Task<Results<Ok<Response>, ProblemHttpResult>> HandInAsync(
        Guid id,
        Request request,
        Caller caller,
        IdentityDbContext db,
        Mails mails,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (id != caller.OrganisationId || await db.Organisations.SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } organisation)
            return Problem.NotFound("organisation of yours");
        if (!caller.IsManager)
            return Problem.Forbidden("The organisation's manager hands this in.");
        if (organisation.State is not (OrganisationState.Unverified or OrganisationState.Rejected))
            return Problem.WrongState(JsonNamingPolicy.CamelCase.ConvertName(organisation.State.ToString()), []);
        var (entry, problem) = await ReadAsync(request, id, db, cancellationToken);
        if (entry is null)
            return problem!;
        (organisation.Name, organisation.Kind, organisation.Region) = (entry.Name, entry.Kind, entry.Region);
        (organisation.State, organisation.StateReason) = (OrganisationState.Unverified, null);
        await SaveAsync(organisation, entry, ActKind.HandedIn, caller.Subject, db, mails, time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(new Response(organisation.Id, organisation.State));
    }

    private static async Task SaveAsync(
        Organisation organisation,
        Entry entry,
        ActKind act,
        string by,
        IdentityDbContext db,
        Mails mails,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        organisation.NameEn = entry.NameEn;
        organisation.Announce(db);
        if (await db.Licences.FindAsync([organisation.Id], cancellationToken) is { } licence)
            (licence.Name, licence.ContentType, licence.Content, licence.At) = (entry.FileName, entry.ContentType, entry.Content, now);
        else
            db.Licences.Add(
                new Licence
                {
                    OrganisationId = organisation.Id,
                    Name = entry.FileName,
                    ContentType = entry.ContentType,
                    Content = entry.Content,
                    At = now,
                }
            );
        db.OrganisationActs.Add(
            new OrganisationAct
            {
                Id = Guid.CreateVersion7(now),
                OrganisationId = organisation.Id,
                Kind = act,
                At = now,
                By = by,
                ActingFor = act == ActKind.Registered ? null : organisation.Id,
            }
        );
        foreach (var address in await db.OperatorAddressesAsync(organisation.Region, organisation.Id, cancellationToken))
            mails.Write(address, "organisationAsked", mails.Link("/reviews/organisations"));
        await db.SaveChangesAsync(cancellationToken);
        mails.SendSoon();
    }

    private sealed record Entry(
        string Name,
        string? NameEn,
        OrganisationKind Kind,
        string Region,
        byte[] Content,
        string ContentType,
        string FileName
    );

    private static async Task<(Entry? Entry, ProblemHttpResult? Problem)> ReadAsync(
        Request request,
        Guid organisation,
        IdentityDbContext db,
        CancellationToken cancellationToken
    )
    {
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var (name, nameEn) = (request.Name?.Trim() ?? "", request.NameEn?.Trim());
        if (name.Length is < 2 or > LongestName || name.Any(char.IsControl))
            errors["name"] = [name.Length < 2 ? "'name' needs at least 2 characters." : $"'name' may have at most {LongestName} characters."];
        if (nameEn?.Length > LongestName || nameEn?.Any(char.IsControl) == true)
            errors["nameEn"] = [$"'nameEn' may have at most {LongestName} characters."];
        var kinds = Enum.GetValues<OrganisationKind>()
            .ToDictionary(x => JsonNamingPolicy.CamelCase.ConvertName(x.ToString()), StringComparer.Ordinal);
        if (!kinds.TryGetValue(request.Kind ?? "", out var kind))
            errors["kind"] = [$"'kind' is one of {string.Join(", ", kinds.Keys)}."];
        if (!Places.Exists(request.Region))
            errors["region"] = ["'region' is no six-digit division code."];
        else if ((await db.OperatorAddressesAsync(request.Region, organisation, cancellationToken)).Count == 0)
            errors["region"] = ["No operator of this platform looks after this region."];
        if (request.LicenceScan is null)
            errors["licenceScan"] = ["'licenceScan' is required."];
        if (errors.Count > 0)
            return (null, Problem.Invalid(errors));
        var (content, type, fileName, problem) = request.LicenceScan!.Read();
        return problem is null
            ? (new Entry(name, string.IsNullOrEmpty(nameEn) ? null : nameEn, kind, request.Region!, content, type, fileName), null)
            : (null, problem);
    }
}
