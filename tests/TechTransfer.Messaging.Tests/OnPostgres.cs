using Npgsql;
using Xunit;

namespace TechTransfer.Messaging.Tests;

/// <summary>PostgreSQL and the in-memory transport; skipped unless TECHTRANSFER_POSTGRES holds the connection string of a server to make databases on.</summary>
public sealed class OnPostgres : MessagingSpec
{
    protected override async Task<string[]> SettingsAsync()
    {
        var server = Environment.GetEnvironmentVariable("TECHTRANSFER_POSTGRES");
        Assert.SkipWhen(string.IsNullOrEmpty(server), "PostgreSQL is not there: TECHTRANSFER_POSTGRES is not set.");
        var database = $"notes_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(server);
        await using var create = source.CreateCommand($"CREATE DATABASE {database}");
        await create.ExecuteNonQueryAsync();
        return [$"ConnectionStrings:Notes={new NpgsqlConnectionStringBuilder(server) { Database = database, MaxPoolSize = 20 }}"];
    }
}
