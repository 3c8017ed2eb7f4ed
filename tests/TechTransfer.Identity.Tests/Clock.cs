using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace TechTransfer.Identity.Tests;

/// <summary>The machine's clock, some time ahead: it goes on running, so nothing that waits is stopped.</summary>
internal sealed class Clock : TimeProvider
{
    private TimeSpan _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _ahead;

    public void Advance(TimeSpan by) => _ahead += by;
}

/// <summary>Gives the process that clock.</summary>
internal sealed class ClockModule(Clock clock) : ServiceModule
{
    public override string Name => "clock";

    public override void Add(IHostApplicationBuilder builder) => builder.Services.AddSingleton<TimeProvider>(clock);
}
