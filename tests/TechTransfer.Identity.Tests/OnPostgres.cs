namespace TechTransfer.Identity.Tests;

public sealed class JoiningOnPostgres : JoiningTests
{
    protected override Task<string[]> SettingsAsync() => OnPostgres.SettingsAsync();
}

public sealed class MembersOnPostgres : MembersTests
{
    protected override Task<string[]> SettingsAsync() => OnPostgres.SettingsAsync();
}

public sealed class InvitationsOnPostgres : InvitationTests
{
    protected override Task<string[]> SettingsAsync() => OnPostgres.SettingsAsync();
}

public sealed class ClientsOnPostgres : ClientTests
{
    protected override Task<string[]> SettingsAsync() => OnPostgres.SettingsAsync();
}

public sealed class BrokersOnPostgres : BrokerTests
{
    protected override Task<string[]> SettingsAsync() => OnPostgres.SettingsAsync();
}

internal static class OnPostgres
{
    public static async Task<string[]> SettingsAsync()
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        return [$"ConnectionStrings:Identity={await Backends.NewDatabaseAsync("identity")}"];
    }
}
