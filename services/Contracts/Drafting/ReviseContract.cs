using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Drafting;

/// <summary>PUT /api/contracts/{id} with If-Match: the next version of the document. Signatures on the one before are void.</summary>
internal static class ReviseContract
{
    public static void MapReviseContract(this IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/contracts/{id:guid}", HandleAsync).RequireAuthorization(Authentication.SignedIn).WithName("ReviseContract");

    private static Task<Results<Ok<ContractAnswer>, ProblemHttpResult>> HandleAsync(
        Guid id,
        ContractBody body,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        HttpRequest request,
        HttpResponse response,
        CancellationToken cancellationToken
    ) =>
        db.RunAsync<Results<Ok<ContractAnswer>, ProblemHttpResult>>(async () =>
        {
            if (await db.Contracts.VisibleToParties(caller).FirstOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } contract)
                return Problem.NotFound("contract");
            if (!Permissions.MayMove(contract, caller))
                return Problem.Forbidden("A manager of either side or the broker revises the contract.");
            if (request.IfMatch() is not { } seen)
                return Problem.NeedsIfMatch();
            if (seen != contract.Version)
                return Problem.Stale(contract.Version, await ReadContracts.AnswerAsync(db, mapper, caller, time, contract, cancellationToken));
            if (contract.State != ContractState.Drafted)
                return Problem.WrongState(Code.Of(contract.State), Permissions.On(contract, caller));
            var errors = new FieldErrors();
            var terms = body.Read(errors);
            var parties = await db.ReadPartiesAsync(body.Parties, contract, errors, cancellationToken);
            if (terms is null || parties is null)
                return errors.ToProblem();
            var now = time.GetUtcNow();
            var facts = await db.FactsAsync(contract.Id, contract.Version + 1, parties, contract, cancellationToken);
            contract.Write(terms, parties, ContractDocument.Write(terms, facts), caller.Name, now);
            db.Record(contract.ThreadId(), now, caller, Happening.ContractRevised, $"{contract.Version}: {contract.Title}");
            db.Enqueue(mapper.Map<ContractChanged>(contract));
            await db.SaveChangesAsync(cancellationToken);
            response.SetETag(contract.Version);
            return TypedResults.Ok(await ReadContracts.AnswerAsync(db, mapper, caller, time, contract, cancellationToken));
        });
}
