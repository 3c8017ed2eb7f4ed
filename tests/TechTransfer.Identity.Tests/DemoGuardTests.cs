using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Identity.Tests;

public sealed class DemoGuardTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;
    private readonly string _folder = Directory.CreateTempSubdirectory("techtransfer-guard-").FullName;

    [Fact]
    public async Task ProductionRefusesAStoreWithDemoAccounts()
    {
        await PrepareAsync("Development");

        (await Should.ThrowAsync<WrongSettingException>(() => PrepareAsync("Production"))).Message.ShouldContain("demo");
    }

    [Fact]
    public Task ProductionStartsEmptyAndStaysEmpty() => PrepareAsync("Production");

    [Theory]
    [InlineData("http://0.0.0.0:5080")]
    [InlineData("http://*:5080")]
    [InlineData("http://192.168.1.4:5080")]
    public void DevelopmentListensOnThisMachineOnly(string urls) =>
        Should.Throw<WrongSettingException>(() => Build("Development", "--urls", urls, "--PublicUrl", "http://localhost:5080"));

    [Fact]
    public async Task DevelopmentListensBeyondItWhenTold() =>
        await Build(
                "Development",
                "--urls",
                "http://0.0.0.0:0",
                "--PublicUrl",
                "http://localhost:5080",
                "--Development:ListenBeyondThisMachine",
                "true"
            )
            .DisposeAsync();

    [Theory]
    [InlineData("ftp://x")]
    [InlineData("nonsense")]
    [InlineData("http://tech.example.cn")]
    public void AnAddressThatCannotBeTheIssuersStopsTheStart(string publicUrl) =>
        Should.Throw<WrongSettingException>(() => Build("Production", "--PublicUrl", publicUrl)).Message.ShouldContain(publicUrl);

    [Fact]
    public async Task TheFirstAdministratorIsMadeOnceAndSignsIn()
    {
        string[] step = ["--create-administrator", "root@tech.example.cn", "--region", "220000"];
        IdentityService[] modules = [new()];
        await using (var app = Build("Production", step))
        {
            await ServiceHost.PrepareAsync(app, modules);
            await using var scope = app.Services.CreateAsyncScope();
            var account = await scope.ServiceProvider.GetRequiredService<IdentityDbContext>().Users.Include(x => x.Memberships).SingleAsync(Cancel);
            account.Email.ShouldBe("root@tech.example.cn");
            account.Memberships.ShouldHaveSingleItem().Roles.ShouldContain(Roles.Administrator);
            account.PasswordHash.ShouldNotBeNull();
        }

        await using var again = Build("Production", step);
        (await Should.ThrowAsync<WrongSettingException>(() => ServiceHost.PrepareAsync(again, modules))).Message.ShouldContain("already");
    }

    [Theory]
    [InlineData("root@tech.example.cn", "999999")]
    [InlineData("no address", "220000")]
    public async Task AnAdministratorNeedsAnAddressAndARegion(string email, string region)
    {
        await using var app = Build("Production", "--create-administrator", email, "--region", region);

        await Should.ThrowAsync<WrongSettingException>(() => ServiceHost.PrepareAsync(app, [new IdentityService()]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task PrepareAsync(string environment)
    {
        IdentityService[] modules = [new()];
        await using var app = ServiceHost.Build(["--environment", environment, "--data", _folder], modules);
        await ServiceHost.PrepareAsync(app, modules);
    }

    private Microsoft.AspNetCore.Builder.WebApplication Build(string environment, params string[] settings) =>
        ServiceHost.Build(["--environment", environment, "--data", _folder, .. settings], [new IdentityService()]);
}
