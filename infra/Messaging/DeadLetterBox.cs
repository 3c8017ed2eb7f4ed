using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Messaging;

/// <summary>The dead letters of one service.</summary>
public interface IDeadLetterBox
{
    string Service { get; }

    /// <summary>Newest first, those that were replayed too.</summary>
    /// <param name="after">The id of the last one of the page before; null for the first page.</param>
    Task<IReadOnlyList<DeadLetterRow>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a dead letter its effect, exactly once however often it is asked for. After one whose schema was too new, those it held back follow in the
    /// order of their versions.
    /// </summary>
    Task<Replay> ReplayAsync(Guid id, CancellationToken cancellationToken);
}

/// <param name="Letter">The dead letter afterwards; null when there is none of that id.</param>
/// <param name="Problem">Why it still has no effect; null when it has.</param>
public sealed record Replay(DeadLetterRow? Letter, string? Problem);

internal sealed class DeadLetterBox<TContext>(string service, IServiceProvider services) : IDeadLetterBox
    where TContext : DbContext
{
    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();

    public string Service => service;

    public async Task<IReadOnlyList<DeadLetterRow>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        var letters = Letters(scope);
        if (after is { } last)
            letters = letters.Where(x => x.Id.CompareTo(last) < 0);
        return await letters.OrderByDescending(x => x.Id).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<Replay> ReplayAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var scope = _scopes.CreateAsyncScope();
        if (await Letters(scope).SingleOrDefaultAsync(x => x.Id == id, cancellationToken) is not { } letter)
            return new Replay(null, null);
        var problem = await ReplayAsync(letter, cancellationToken);
        if (problem is null && letter.Reason != DeadLetterReason.Failed)
            await ReplayHeldBackAsync(scope, letter, cancellationToken);
        return new Replay(await Letters(scope).SingleAsync(x => x.Id == id, cancellationToken), problem);
    }

    private async Task ReplayHeldBackAsync(AsyncServiceScope scope, DeadLetterRow parked, CancellationToken cancellationToken)
    {
        var held = await Letters(scope)
            .Where(x => x.Endpoint == parked.Endpoint && x.AggregateId == parked.AggregateId)
            .Where(x => x.Reason == DeadLetterReason.HeldBack && x.ReplayedAt == null)
            .OrderBy(x => x.Version)
            .ToListAsync(cancellationToken);
        foreach (var letter in held)
            if (await ReplayAsync(letter, cancellationToken) is not null)
                return;
    }

    private Task<string?> ReplayAsync(DeadLetterRow letter, CancellationToken cancellationToken)
    {
        var endpoint = services
            .GetRequiredService<EventCatalogue>()
            .Registrations.FirstOrDefault(x => x.Name == letter.Endpoint && x.Event.Name == letter.Type);
        return endpoint is null
            ? Task.FromResult<string?>($"This version of the service has no endpoint {letter.Endpoint} for {letter.Type}.")
            : endpoint.Replay(services, letter, cancellationToken);
    }

    private static IQueryable<DeadLetterRow> Letters(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<TContext>().Set<DeadLetterRow>().AsNoTracking();
}
