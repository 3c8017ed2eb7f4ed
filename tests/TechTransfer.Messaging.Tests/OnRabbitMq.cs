using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.Messaging.Tests;

/// <summary>SQLite and RabbitMQ.</summary>
public sealed class OnSqliteAndRabbitMq : RabbitMqSpec
{
    protected override Task<string[]> StoreSettingsAsync() => Task.FromResult<string[]>([]);
}

/// <summary>PostgreSQL and RabbitMQ: what several processes and replicas run on.</summary>
public sealed class OnPostgresAndRabbitMq : RabbitMqSpec
{
    protected override async Task<string[]> StoreSettingsAsync()
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        return [$"ConnectionStrings:Notes={await Backends.NewDatabaseAsync("notes")}"];
    }
}
