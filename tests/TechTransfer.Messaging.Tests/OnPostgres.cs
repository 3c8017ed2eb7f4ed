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
}
