using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using TechTransfer.Hosting;

namespace TechTransfer.ListingLife;

/// <summary>The machine's clock, some time ahead: it goes on running, so nothing that waits is stopped.</summary>
public sealed class MovedClock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public void MoveTo(DateTimeOffset moment) => _ahead = moment - base.GetUtcNow();
}

/// <summary>Gives the process that clock.</summary>
internal sealed class ClockModule(MovedClock clock) : ServiceModule
{
    public override string Name => "clock";

    public override void Add(IHostApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(clock);
}
