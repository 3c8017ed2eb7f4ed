using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Contracts.Copies;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Signing;

/// <summary>
/// POST /api/contracts/offline: links a contract concluded elsewhere to its introduction or match. It counts, under the channel offline, once the
/// other side has confirmed it.
/// </summary>
internal static class LinkOfflineContract
{
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    /// <param name="SignedOn">A day (yyyy-MM-dd) not in the future.</param>
    internal sealed record Request(
        Guid? IntroductionId,
        Guid? MatchId,
        string? Type,
        string? Subtype,
        string? Exclusivity,
        string? Title,
        Money? Value,
        Money? TechnicalValue,
        string? SignedOn,
        ScanBody? Scan
    );

    internal sealed record Created(Guid Id, int Version, string Sha256, ContractState State);

    public static RouteHandlerBuilder MapLinkOfflineContract(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/contracts/offline", HandleAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithMetadata(new RequestSizeLimitAttribute(ScanBody.RequestLimit))
            .WithName("LinkOfflineContract")
            .Idempotent<ContractsDbContext>()
            .AfterListingsArrive();

    private static async Task<Results<Created<Created>, ProblemHttpResult>> HandleAsync(
        Request request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        if (!Permissions.MayRecord(caller))
            return Problem.Forbidden("A manager or signatory of either side links a contract.");
        var now = time.GetUtcNow();
        var errors = new FieldErrors();
        var terms = ContractBody.Read(
            errors,
            request.Type,
            request.Subtype,
            request.Exclusivity,
            request.Title,
            request.Value,
            request.TechnicalValue,
            null
        );
        var signedOn = Day.Read("signedOn", request.SignedOn, errors);
        if (signedOn is null)
            errors.Add("signedOn", "Needed: the day as yyyy-MM-dd.");
        else if (signedOn > WorkingCalendar.DayOf(now) || signedOn < Earliest)
            errors.Add("signedOn", $"From {Earliest:yyyy-MM-dd} to today.");
        if (request.IntroductionId is null == request.MatchId is null)
            errors.Add("introductionId", "Exactly one of introductionId and matchId.");
        if (terms is null || errors.Any)
            return errors.ToProblem();

        var contract = request.IntroductionId is { } introduction
            ? await FromIntroductionAsync(db, introduction, caller, now, cancellationToken)
            : await FromMatchAsync(db, request.MatchId!.Value, caller, now, cancellationToken);
        if (contract is null)
            return Problem.NotFound(request.IntroductionId is null ? "match" : "introduction");
        if (await EarlierAsync(db, contract, cancellationToken) is { } earlier)
            return Problem.Conflict("A contract is already linked here.", ("contractId", earlier));
        Scan? scan = null;
        if (request.Scan is { } body)
        {
            (scan, var problem) = body.Read(contract.Id, caller, now);
            if (scan is null)
                return problem!;
            db.Scans.Add(scan);
        }
        var parties = ReadParties.Defaults(contract);
        var facts = await db.FactsAsync(contract.Id, 1, parties, contract, cancellationToken);
        contract.Write(terms, parties, ContractDocument.WriteOffline(terms, facts, signedOn!.Value), caller.Name, now);
        contract.AwaitConfirmation(WorkingCalendar.StartOf(signedOn.Value));
        db.Contracts.Add(contract);
        db.Record(contract.ThreadId(), now, caller, Happening.OfflineRecorded, contract.Title);
        db.Enqueue(mapper.Map<ContractChanged>(contract));
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Created($"/api/contracts/{contract.Id}", new Created(contract.Id, contract.Version, contract.Sha256, contract.State));
    }

    private static async Task<TechnologyContract?> FromIntroductionAsync(
        ContractsDbContext db,
        Guid id,
        Caller caller,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var introduction = await db.Introductions.FirstOrDefaultAsync(
            x => x.Id == id && (x.DemandSideId == caller.OrganisationId || x.AchievementSideId == caller.OrganisationId),
            cancellationToken
        );
        // Until both have accepted, an introduction names nobody who is anonymous, and neither does a contract.
        return
            introduction is null
            || introduction.State != IntroductionState.Accepted
                && introduction.DemandSideId != caller.OrganisationId
                && await db.Listings.AnyAsync(x => x.Id == introduction.DemandId && x.Anonymous, cancellationToken)
            ? null
            : new TechnologyContract
            {
                Id = Guid.CreateVersion7(now),
                IntroductionId = introduction.Id,
                DemandId = introduction.DemandId,
                AchievementId = introduction.AchievementId,
                MatchId = introduction.MatchId,
                Channel = Channel.Offline,
                DemandSideId = introduction.DemandSideId,
                DemandSideRegion = introduction.DemandSideRegion,
                AchievementSideId = introduction.AchievementSideId,
                AchievementSideRegion = introduction.AchievementSideRegion,
                BrokerId = introduction.BrokerId,
                RecordedByOrganisation = caller.OrganisationId,
                State = ContractState.AwaitingConfirmation,
                CreatedAt = now,
            };
    }

    private static async Task<TechnologyContract?> FromMatchAsync(
        ContractsDbContext db,
        Guid match,
        Caller caller,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var named = await db.FindListingsAsync(null, null, match, caller.OrganisationId, cancellationToken);
        if (
            named is not { Demand: { } demand, Achievement: { } achievement }
            || demand.OrganisationId == achievement.OrganisationId
            || named.MayNotMeet
            // The contract would name its owner; whoever knows him has an introduction to link it to.
            || demand.Anonymous && demand.OrganisationId != caller.OrganisationId
            || demand.OrganisationId != caller.OrganisationId && achievement.OrganisationId != caller.OrganisationId
        )
            return null;
        var owner = await db.Organisations.FindAsync([demand.OrganisationId], cancellationToken);
        return new TechnologyContract
        {
            Id = Guid.CreateVersion7(now),
            DemandId = demand.Id,
            AchievementId = achievement.Id,
            MatchId = match,
            Channel = Channel.Offline,
            DemandSideId = demand.OrganisationId,
            // An anonymous demand does not say where its owner is.
            DemandSideRegion = owner?.Region ?? demand.Region,
            AchievementSideId = achievement.OrganisationId,
            AchievementSideRegion = achievement.Region,
            RecordedByOrganisation = caller.OrganisationId,
            State = ContractState.AwaitingConfirmation,
            CreatedAt = now,
        };
    }

    private static Task<Guid?> EarlierAsync(ContractsDbContext db, TechnologyContract contract, CancellationToken cancellationToken) =>
        db
            .Contracts.Where(x =>
                (x.State == ContractState.AwaitingConfirmation || x.State == ContractState.Signed)
                && (contract.IntroductionId != null ? x.IntroductionId == contract.IntroductionId : x.MatchId == contract.MatchId)
            )
            .Select(x => (Guid?)x.Id)
            .FirstOrDefaultAsync(cancellationToken);
}
