using TechTransfer.IntegrationEvents;

namespace TechTransfer.Messaging.Copies;

/// <summary>
/// What a service owns and others keep copies of, one kind of it: able to tell all of it again. Implementations are scoped services that only read.
/// </summary>
public interface IOwn
{
    Task<int> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The present state of the next aggregates that others were ever told of, in the order of their ids, one event for each, with the version it was last told under.
    /// </summary>
    /// <param name="limit">Fewer mean that there are no more.</param>
    Task<IReadOnlyList<IIntegrationEvent>> TellAsync(Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>All of it, in no order; versions as others were last told them.</summary>
    IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken);
}

/// <summary>Copies of one kind of what another service owns. Implementations are scoped services.</summary>
public interface ICopy
{
    /// <summary>All copies, in no order, with the <see cref="Stamp"/>s they hold as versions.</summary>
    IAsyncEnumerable<Entry> ListAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Closes the copies of which the owner no longer knows: those between two ids that hold an older stamp than this and are not among those it named. They get the
    /// stamp, so that no older announcement brings them back. The caller saves.
    /// </summary>
    /// <param name="stamp">Of the owner's epoch, with version 0.</param>
    /// <returns>How many there were.</returns>
    Task<int> CloseUnknownAsync(Guid after, Guid through, IReadOnlyList<Guid> known, long stamp, CancellationToken cancellationToken);
}

/// <summary>One aggregate, or the copy of one.</summary>
/// <param name="IsOpen">Public, under way, not closed: whatever the kind calls it.</param>
public readonly record struct Entry(Guid Id, long Version, bool IsOpen);

/// <summary>A kind that a service owns.</summary>
/// <param name="IsCopied">False: others act on being told, and keep nothing.</param>
internal sealed record OwnedKind<TContext>(string Kind, Type Implementation, bool IsCopied);

internal sealed record CopiedKind<TContext>(string Kind, Type Implementation);
