using AutoMapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using TechTransfer.Contracts.Copies;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Messaging;

namespace TechTransfer.Contracts.Introducing;

/// <summary>
/// POST /api/introductions: a side asks and thereby accepts, or a broker proposes two listings to each other and accepts for neither.
/// </summary>
internal static class RequestIntroduction
{
    /// <summary>Limits:OpenIntroductions: open requests of one organisation.</summary>
    private const int DefaultMostOpen = 20;

    /// <param name="MatchId">Stands for both listings of the match.</param>
    /// <param name="Message">1–2,000 characters.</param>
    /// <param name="Channel">Default: broker, else match if the pair has one, else search.</param>
    /// <param name="Contact">Default: name and e-mail of the token. Opened when both sides have accepted.</param>
    internal sealed record Request(
        Guid? DemandId,
        Guid? AchievementId,
        Guid? MatchId,
        string? Message,
        string? Proposal,
        string? Channel,
        ContactBody? Contact
    );

    internal sealed record Created(Guid Id, IntroductionState State);

    public static RouteHandlerBuilder MapRequestIntroduction(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/api/introductions", HandleAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("RequestIntroduction")
            .Idempotent<ContractsDbContext>()
            .AfterListingsArrive();

    private static async Task<Results<Created<Created>, ProblemHttpResult>> HandleAsync(
        Request request,
        Caller caller,
        ContractsDbContext db,
        IMapper mapper,
        WorkingCalendar calendar,
        TimeProvider time,
        IConfiguration configuration,
        CancellationToken cancellationToken
    )
    {
        if (!Permissions.MayRequest(caller))
            return Problem.Forbidden("Introductions are requested by a member, a manager or a broker.");
        var errors = new FieldErrors();
        var message = errors.Text("message", request.Message, 1, 2000);
        var proposal = errors.Text("proposal", request.Proposal, 0, 4000);
        var channel = errors.Code<Channel>("channel", request.Channel);
        if (channel == Channel.Offline || channel == Channel.Broker && !caller.IsBroker)
            errors.Add("channel", "offline is for contracts concluded elsewhere, broker for brokers.");
        var contact = ContactBody.Read(request.Contact, caller, errors);
        if (request.DemandId is null && request.AchievementId is null && request.MatchId is null)
            errors.Add("demandId", "Name at least one of demandId, achievementId and matchId.");
        if (errors.Any)
            return errors.ToProblem();

        var named = await db.FindListingsAsync(request.DemandId, request.AchievementId, request.MatchId, caller.OrganisationId, cancellationToken);
        if (PairOf(request, caller, named, errors) is not { } sides)
            return errors.ToProblem();
        if (sides.Refusal is { } refusal)
            return refusal;
        return await db.RunAsync<Results<Created<Created>, ProblemHttpResult>>(async () =>
        {
            await KnowAsync(db, named, cancellationToken);
            var organisations = await db
                .Organisations.Where(x => x.Id == sides.DemandSide || x.Id == sides.AchievementSide || x.Id == caller.OrganisationId)
                .ToDictionaryAsync(x => x.Id, cancellationToken);
            foreach (var added in db.Organisations.Local)
                organisations[added.Id] = added;
            if (organisations.GetValueOrDefault(caller.OrganisationId) is { MayDeal: false } unverified)
                return Problem.Forbidden($"The organisation is {unverified.State}; only verified ones request introductions.");
            var pair = Introduction.PairOf(named.Demand?.Id, named.Achievement?.Id, sides.DemandSide, sides.AchievementSide);
            if (await db.Introductions.Where(x => x.OpenPair == pair).Select(x => (Guid?)x.Id).FirstOrDefaultAsync(cancellationToken) is { } open)
                return Problem.Conflict("This pair is already being introduced.", ("introductionId", open));
            var most = configuration.GetValue("Limits:OpenIntroductions", DefaultMostOpen);
            if (await OpenRequestsAsync(db, caller.OrganisationId, cancellationToken) >= most)
                return Problem.Conflict($"An organisation may have {most} open requests.", ("limit", most));
            var now = time.GetUtcNow();
            var introduction = new Introduction
            {
                Id = Guid.CreateVersion7(now),
                DemandId = named.Demand?.Id,
                AchievementId = named.Achievement?.Id,
                MatchId = request.MatchId,
                Channel =
                    channel
                    ?? (
                        sides.RequestedBy == Side.Broker ? Channel.Broker
                        : request.MatchId is not null ? Channel.Match
                        : Channel.Search
                    ),
                ChannelDefaulted = channel is null,
                DemandSideId = sides.DemandSide,
                DemandSideRegion = RegionOf(sides.DemandSide),
                AchievementSideId = sides.AchievementSide,
                AchievementSideRegion = RegionOf(sides.AchievementSide),
                BrokerId = sides.RequestedBy == Side.Broker ? caller.OrganisationId : null,
                RequestedBy = sides.RequestedBy,
                RequestedBySubject = caller.Subject,
                RequestedByName = caller.Name,
                Message = message!,
                Proposal = proposal,
                CreatedAt = now,
                RemindAt = calendar.EndOfWorkingDay(now, 3),
                TellOperatorAt = calendar.EndOfWorkingDay(now, 7),
                DueAt = calendar.EndOfWorkingDay(now, 15),
            };
            introduction.Open(contact);
            db.Introductions.Add(introduction);
            db.Record(introduction.Id, now, caller, Happening.IntroductionRequested, Code.Of(introduction.Channel));
            db.Enqueue(mapper.Map<IntroductionChanged>(introduction));
            await db.SaveChangesAsync(cancellationToken);
            return TypedResults.Created($"/api/introductions/{introduction.Id}", new Created(introduction.Id, introduction.State));

            string RegionOf(Guid organisation) =>
                organisations.TryGetValue(organisation, out var known) && known.Region.Length > 0 ? known.Region : caller.Region;
        });
    }

    private sealed record Sides(Guid DemandSide, Guid AchievementSide, Side RequestedBy, ProblemHttpResult? Refusal = null);

    /// <summary>Who stands on which side; null with errors, or a refusal.</summary>
    private static Sides? PairOf(Request request, Caller caller, NamedListings named, FieldErrors errors)
    {
        var (demand, achievement) = (named.Demand, named.Achievement);
        if (request.MatchId is { } match)
        {
            if (demand is null || achievement is null || MatchId.Of(demand.Id, achievement.Id) != match)
                return Refuse(Problem.NotFound("match"));
        }
        else if (request.DemandId is not null && demand is null)
            return Refuse(Problem.NotFound("demand"));
        else if (request.AchievementId is not null && achievement is null)
            return Refuse(Problem.NotFound("achievement"));
        if (named.MayNotMeet)
        {
            // The owner knows whom he named; anybody else is not told.
            if (demand!.OrganisationId != caller.OrganisationId)
                return Refuse(Problem.NotFound(request.MatchId is null ? "demand" : "match"));
            errors.Add(request.MatchId is null ? "achievementId" : "matchId", "Your demand is hidden from this organisation.");
        }
        if (demand is { IsOpen: false })
            errors.Add(request.MatchId is null ? "demandId" : "matchId", "The demand is no longer published.");
        if (achievement is { IsOpen: false })
            errors.Add(request.MatchId is null ? "achievementId" : "matchId", "The achievement is no longer published.");
        if (caller.IsBroker && (demand ?? achievement)!.OrganisationId != caller.OrganisationId && (demand is null || achievement is null))
            errors.Add(demand is null ? "demandId" : "achievementId", "A broker names both listings.");
        var demandSide = demand?.OrganisationId ?? caller.OrganisationId;
        var achievementSide = achievement?.OrganisationId ?? caller.OrganisationId;
        // Told that, a broker could try out whose an anonymous demand is: he proposes it, and the one organisation turns it down.
        var triesOut = demand is { Anonymous: true } && demandSide != caller.OrganisationId;
        if (demandSide == achievementSide && !triesOut)
            errors.Add(demand is null ? "achievementId" : "demandId", "Both sides would be the same organisation.");
        if (errors.Any)
            return null;
        if (demandSide == caller.OrganisationId)
            return new Sides(demandSide, achievementSide, Side.DemandSide);
        if (achievementSide == caller.OrganisationId)
            return new Sides(demandSide, achievementSide, Side.AchievementSide);
        return caller.IsBroker
            ? new Sides(demandSide, achievementSide, Side.Broker)
            : Refuse(Problem.Forbidden("Neither listing is of the organisation you act for; only a broker introduces two others."));

        static Sides Refuse(ProblemHttpResult refusal) => new(Guid.Empty, Guid.Empty, Side.Broker, refusal);
    }

    private static Task<int> OpenRequestsAsync(ContractsDbContext db, Guid organisation, CancellationToken cancellationToken) =>
        db.Introductions.CountAsync(
            x =>
                x.State == IntroductionState.Requested
                && (
                    x.RequestedBy == Side.DemandSide && x.DemandSideId == organisation
                    || x.RequestedBy == Side.AchievementSide && x.AchievementSideId == organisation
                    || x.RequestedBy == Side.Broker && x.BrokerId == organisation
                ),
            cancellationToken
        );

    /// <summary>An owner whose own event is still under way is taken from its listing, so that answers can name it.</summary>
    private static async Task KnowAsync(ContractsDbContext db, NamedListings named, CancellationToken cancellationToken)
    {
        foreach (var listing in new[] { named.Demand, named.Achievement }.OfType<ListingCopy>())
            if (await db.Organisations.FindAsync([listing.OrganisationId], cancellationToken) is null)
                db.Organisations.Add(
                    new OrganisationCopy
                    {
                        Id = listing.OrganisationId,
                        Name = listing.OrganisationName,
                        Region = listing.Region,
                        Version = 0,
                    }
                );
    }
}
