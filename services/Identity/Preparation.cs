using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenIddict.Abstractions;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Demo;
using TechTransfer.Identity.Issuer;

namespace TechTransfer.Identity;

/// <summary>What must be true of the store before the process listens.</summary>
internal static class Preparation
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await ServiceDatabase.MigrateAsync<IdentityDbContext>(services, cancellationToken);
        await OneReplica.AtATimeAsync<IdentityDbContext>(
            services,
            "prepare identity",
            () => FillAsync(services, cancellationToken),
            cancellationToken
        );
    }

    private static async Task FillAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        if (db.Database.IsSqlite() && !OperatingSystem.IsWindows())
            // It holds the issuer's private key. SQLite gives its side files the same mode.
            File.SetUnixFileMode(services.GetRequiredService<DataFolder>().File("identity.db"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await services.GetRequiredService<IssuerKeys>().LoadAsync(cancellationToken);
        var configuration = services.GetRequiredService<IConfiguration>();
        await ClientRegistration.EnsureGatewayAsync(
            scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>(),
            configuration,
            cancellationToken
        );
        var environment = services.GetRequiredService<IHostEnvironment>();
        if (environment.IsDevelopment())
        {
            await scope.ServiceProvider.GetRequiredService<DemoProvince>().SeedAsync(cancellationToken);
            if (await DemoProvince.IsHereAsync(db, cancellationToken))
                PrintSignIns(services, configuration.PublicUrl());
        }
        else
            await DemoGuard.RefuseDemoStoreAsync(db, cancellationToken);
        if (await scope.ServiceProvider.GetRequiredService<FirstAdministrator>().CreateAsync(cancellationToken) is { } password)
            // To the terminal of who started it, not to the log.
            await Console.Out.WriteLineAsync(
                $"First administrator {configuration["create-administrator"]}, password {password}: shown this once. Change it at {configuration.PublicUrl()}{ChangePassword.Path}"
            );
    }

    private static void PrintSignIns(IServiceProvider services, string address) =>
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Console.WriteLine(DemoProvince.SignIns(address)));
}
