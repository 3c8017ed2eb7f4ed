using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Messaging;

/// <summary>
/// Stands at the ends of an endpoint's pipeline in place of MassTransit's _error and _skipped queues: what nobody consumed becomes a row of the service,
/// whatever the transport. While the store is away it is given back to the transport instead.
/// </summary>
internal sealed class UnreadableFilter(Unreadable unreadable) : IFilter<ReceiveContext>, IFilter<ExceptionReceiveContext>
{
    private readonly Unreadable _unreadable = unreadable;

    public static void Use(IReceiveEndpointConfigurator queue, IServiceProvider services)
    {
        var filter = new UnreadableFilter(services.GetRequiredService<Unreadable>());
        queue.ConfigureReceive(pipe => pipe.UseFilter(new SizeFilter(filter)));
        queue.ConfigureDeadLetter(pipe => pipe.UseFilter(filter));
        queue.ConfigureError(pipe => pipe.UseFilter(filter));
    }

    /// <summary>Skipped: no consumer of this endpoint takes its type.</summary>
    public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
        BuryAsync(context, DeadLetterReason.Unreadable, "No consumer of this endpoint takes this type of message.");

    public Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (StoreFailure.IsAway(context.Exception) || context.Exception is OperationCanceledException)
            throw new InvalidOperationException("The message cannot be taken now; it has to come again.", context.Exception);
        return BuryAsync(context, DeadLetterReason.Failed, $"{context.Exception.GetType().Name}: {context.Exception.Message}");
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("unreadable");

    private Task BuryAsync(ReceiveContext context, string reason, string detail)
    {
        var endpoint = context.InputAddress.AbsolutePath.Split('/')[^1];
        return _unreadable.BuryAsync(endpoint, context.Body.GetBytes(), context.GetMessageId(), reason, detail, context.CancellationToken);
    }

    /// <summary>In front of the deserialiser: what is too large nobody reads.</summary>
    private sealed class SizeFilter(UnreadableFilter end) : IFilter<ReceiveContext>
    {
        public Task Send(ReceiveContext context, IPipe<ReceiveContext> next) =>
            end._unreadable.WhyTooLarge(context.Body.Length) is { } why
                ? end.BuryAsync(context, DeadLetterReason.Unreadable, why)
                : next.Send(context);

        public void Probe(ProbeContext context) => context.CreateFilterScope("size");
    }
}
