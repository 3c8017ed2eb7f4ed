using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Issuer;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Demo;

/// <summary>
/// Invented organisations, people and clients of the demo province, for Development on an empty store. Their ids are fixed, so that other sample
/// data may refer to them. Production refuses a store that holds them.
/// </summary>
internal sealed class DemoProvince(
    IdentityDbContext db,
    IPasswordHasher<Account> hasher,
    UserManager<Account> users,
    IOpenIddictApplicationManager applications,
    TimeProvider time
)
{
    public const string Password = "demo-Pass-2026";
    public const string ClientSecret = "demo-secret";
    private string? _passwordHash;

    public static Task<bool> IsHereAsync(IdentityDbContext db, CancellationToken cancellationToken) =>
        db.Organisations.AnyAsync(x => x.IsDemo, cancellationToken);

    /// <summary>All or nothing, so that a process killed meanwhile seeds again.</summary>
    public async Task SeedAsync(CancellationToken cancellationToken)
    {
        if (await db.Organisations.AnyAsync(cancellationToken) || await db.Users.AnyAsync(cancellationToken))
            return;
        var data = Read();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        foreach (var organisation in data.Organisations)
            Add(organisation);
        foreach (var person in data.People)
            Add(person);
        foreach (var client in data.Clients)
            Add(client);
        await db.SaveChangesAsync(cancellationToken);
        foreach (var client in data.Clients)
            await applications.CreateAsync(ClientRegistration.OfMachine(client.Id, client.Name, ClientSecret), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public static string SignIns(string address)
    {
        var data = Read();
        var text = new StringBuilder()
            .Append("Demo province at ")
            .Append(address)
            .Append(" (Development only). Password of every person: ")
            .Append(Password)
            .AppendLine();
        foreach (var person in data.People)
            text.Append("  ").Append(person.Email.PadRight(24)).AppendJoin(", ", person.Roles).AppendLine();
        return text.Append("Clients, secret ").Append(ClientSecret).Append(": ").AppendJoin(", ", data.Clients.Select(x => x.Id)).ToString();
    }

    internal static DemoData Read()
    {
        using var stream = typeof(DemoProvince).Assembly.GetManifestResourceStream("demo-province.json")!;
        return JsonSerializer.Deserialize<DemoData>(stream, Json)!;
    }

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private void Add(DemoOrganisation demo)
    {
        var organisation = new Organisation
        {
            Id = demo.Id,
            Name = demo.Name,
            NameEn = demo.NameEn,
            CreditCode = demo.CreditCode,
            Kind = demo.Kind,
            Region = demo.Region,
            State = OrganisationState.Verified,
            IsDemo = true,
            CreatedAt = time.GetUtcNow(),
        };
        organisation.Announce(db);
        db.Organisations.Add(organisation);
    }

    private void Add(DemoPerson demo)
    {
        var account = new Account
        {
            Id = demo.Id,
            Name = demo.Name,
            UserName = demo.Email,
            NormalizedUserName = users.NormalizeName(demo.Email),
            Email = demo.Email,
            NormalizedEmail = users.NormalizeEmail(demo.Email),
            EmailConfirmed = true,
            SecurityStamp = System.Security.Cryptography.RandomNumberGenerator.GetHexString(32),
            CreatedAt = time.GetUtcNow(),
            IsDemo = true,
        };
        // The same password for all, so that the same hash, which is slow by intent, tells nobody anything.
        account.PasswordHash = _passwordHash ??= hasher.HashPassword(account, Password);
        account.Memberships.Add(
            new Membership
            {
                AccountId = demo.Id,
                OrganisationId = demo.Organisation,
                Roles = demo.Roles,
                Since = time.GetUtcNow(),
                IsListed = demo.Specialities is not null,
                Specialities = demo.Specialities ?? [],
            }
        );
        db.Users.Add(account);
    }

    private void Add(DemoClient demo) =>
        db.ApiClients.Add(
            new ApiClient
            {
                ClientId = demo.Id,
                Name = demo.Name,
                OrganisationId = demo.Organisation,
                Roles = demo.Roles,
                CreatedAt = time.GetUtcNow(),
                IsDemo = true,
            }
        );
}

internal sealed record DemoData(DemoOrganisation[] Organisations, DemoPerson[] People, DemoClient[] Clients);

internal sealed record DemoOrganisation(Guid Id, string Name, string NameEn, string CreditCode, OrganisationKind Kind, string Region);

/// <param name="Specialities">Of a broker who is in the directory.</param>
public sealed record DemoPerson(Guid Id, string Email, string Name, Guid Organisation, List<string> Roles, List<string>? Specialities = null);

internal sealed record DemoClient(string Id, string Name, Guid Organisation, List<string> Roles);
