using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Signing;

/// <summary>
/// POST /api/contracts/{id}/sign: a party's signatory confirms the document by its SHA-256, or uploads a stamped copy. The order is free; the last
/// signature makes the contract and its deal signed.
/// </summary>
internal static class SignContract
{
    private const int RegistrationDays = 3;

    /// <param name="Sha256">Of the version that was read; hex.</param>
    /// <param name="Method">confirm (default) or paper, which needs the scan.</param>
    internal sealed record Request(string? Sha256, string? Method, ScanBody? Scan);

    public static void MapSignContract(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/contracts/{id:guid}/sign", HandleAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithMetadata(new RequestSizeLimitAttribute(ScanBody.RequestLimit))
            .WithName("SignContract");

    private static Task<Results<Ok<ContractAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id,
        Request request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        WorkingCalendar calendar,
        TimeProvider time,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Ok<ContractAnswer>, ProblemHttpResult>>(async () =>
        {
            if (await db.Contracts.VisibleToParties(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } contract)
                return Problem.NotFound("contract");
            var organisation = caller.OrganisationId;
            if (!contract.Parties.Exists(x => x.OrganisationId == organisation) || !caller.Is(Roles.Signatory))
                return Problem.Forbidden("An authorised signatory of a party signs.");
            if (contract.State is not (ContractState.Drafted or ContractState.Signed) || contract.DealId is null)
                return Problem.WrongState(Code.Of(contract.State), Permissions.On(contract, caller));
            var errors = new FieldErrors();
            var method = errors.Code<SigningMethod>("method", request.Method) ?? SigningMethod.Confirm;
            if (string.IsNullOrWhiteSpace(request.Sha256))
                errors.Add("sha256", "The SHA-256 of the document that you read.");
            if (method == SigningMethod.Paper && request.Scan is null)
                errors.Add("scan", "The stamped copy.");
            if (method == SigningMethod.Confirm && request.Scan is not null)
                errors.Add("scan", "Only with method paper.");
            if (errors.Any)
                return errors.ToProblem();
            if (!string.Equals(request.Sha256, contract.Sha256, StringComparison.OrdinalIgnoreCase))
                return Problem.Conflict(
                    "The document has another SHA-256 now; read it again.",
                    ("sha256", contract.Sha256),
                    ("version", contract.Version)
                );
            if (contract.HasSigned(organisation))
                return TypedResults.Ok(await ReadContracts.AnswerAsync(db, mapper, caller, time, contract, cancellationToken));
            // Nobody may conclude a contract with himself on another's behalf (Civil Code, article 168).
            if (contract.CurrentSignatures.Any(x => x.Subject == caller.Subject))
                return Problem.Forbidden("The same person has already signed for another party.");

            var now = time.GetUtcNow();
            Scan? scan = null;
            if (request.Scan is { } body)
            {
                (scan, var problem) = body.Read(contract.Id, caller, now);
                if (scan is null)
                    return problem!;
                db.Scans.Add(scan);
            }
            var last = contract.Sign(
                new Signature
                {
                    OrganisationId = organisation,
                    Version = contract.Version,
                    Sha256 = contract.Sha256,
                    Method = method,
                    ScanId = scan?.Id,
                    Subject = caller.Subject,
                    Name = caller.Name,
                    SignedAt = now,
                }
            );
            db.Record(contract.ThreadId(), now, caller, Happening.ContractSigned, $"{Code.Of(method)} {contract.Sha256}");
            db.Enqueue(mapper.Map<ContractChanged>(contract));
            if (last)
            {
                var deal = await db.Deals.FirstAsync(x => x.Id == contract.DealId, cancellationToken);
                deal.Move(DealStage.Signed, null, calendar.AddWorkingDays(WorkingCalendar.DayOf(now), RegistrationDays));
                db.Record(contract.ThreadId(), now, null, Happening.ContractCompleted, contract.Title);
                db.Enqueue(mapper.Map<DealChanged>(deal));
            }
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Ok(await ReadContracts.AnswerAsync(db, mapper, caller, time, contract, cancellationToken));
        });
}
