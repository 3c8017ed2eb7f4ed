using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

/// <summary>PostgreSQL and the in-memory transport.</summary>
public sealed class OnPostgres : MessagingSpec
{
    protected override async Task<string[]> SettingsAsync()
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        return [$"ConnectionStrings:Notes={await Backends.NewDatabaseAsync("notes")}"];
    }

    [Fact]
    public async Task A_call_that_loses_the_store_at_a_savepoint_is_a_503_and_may_be_sent_again()
    {
        App.Services.GetRequiredService<ConnectionCut>().Next = true;
        (await CreateAsync("cut", "text")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await CreateAsync("cut", "text")).StatusCode.ShouldBe(HttpStatusCode.Created);
        await DrainedAsync();
        (await EffectsAsync()).Count.ShouldBe(1);
    }
}
