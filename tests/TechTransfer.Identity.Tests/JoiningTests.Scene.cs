using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Tests;

/// <summary>People, organisations and callers, and what the store holds.</summary>
public partial class JoiningTests
{
    private async Task<(Guid Id, string Code)> RegisteredAsync(HttpClient person)
    {
        var code = Code("Y1220104TT0000088");
        var answer = await PostAsync(person, Organisations, Entry(code, "220104"));
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
        return ((await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid(), code);
    }

    private static Dictionary<string, object?> Entry(string? code, string region)
    {
        var entry = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = "长春新声学技术有限公司",
            ["nameEn"] = "Changchun New Acoustics Ltd",
            ["kind"] = "company",
            ["region"] = region,
            ["licenceScan"] = new { name = "licence.pdf", contentBase64 = Convert.ToBase64String(Pdf) },
        };
        if (code is not null)
            entry["creditCode"] = code;
        return entry;
    }

    private static string Code(string body) => body + CreditCode.CheckDigit(body);

    private static string EmailOf(Guid account) => $"{account:N}@example.test";

    private HttpClient Act(Guid organisation, string region, params string[] roles) => _app.As(organisation, region, roles);

    private HttpClient Act(Guid organisation, string region, Guid account, params string[] roles)
    {
        var client = _app.Visitor();
        client.DefaultRequestHeaders.Authorization = new("Bearer", _app.Token(organisation, region, roles, account.ToString()));
        return client;
    }

    /// <summary>Somebody who signed up and belongs to nothing.</summary>
    private async Task<(HttpClient Client, Guid Account)> PersonAsync(string name)
    {
        var id = Guid.CreateVersion7();
        await ChangeAsync(db =>
            db.Users.Add(
                new Account
                {
                    Id = id,
                    Name = name,
                    UserName = EmailOf(id),
                    NormalizedUserName = EmailOf(id).ToUpperInvariant(),
                    Email = EmailOf(id),
                    NormalizedEmail = EmailOf(id).ToUpperInvariant(),
                    EmailConfirmed = true,
                    SecurityStamp = "x",
                    CreatedAt = DateTimeOffset.UtcNow,
                }
            )
        );
        return (Act(Guid.Empty, "", id), id);
    }

    private async Task<Guid> AddAsync(string name, string? code, string region, Action<Organisation> change)
    {
        var organisation = new Organisation
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            CreditCode = code,
            Kind = OrganisationKind.Institute,
            Region = region,
            State = OrganisationState.Unverified,
            CreatedAt = DateTimeOffset.UtcNow,
        };
        change(organisation);
        await ChangeAsync(db => db.Organisations.Add(organisation));
        return organisation.Id;
    }

    private Task ChangeAsync(Guid id, Action<Organisation> change) => ChangeAsync(db => change(db.Organisations.Single(x => x.Id == id)));

    private async Task ChangeAsync(Action<IdentityDbContext> change)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        change(db);
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<List<string>?> RolesAsync(Guid account, Guid organisation)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        return (
            await db.Memberships.AsNoTracking().SingleOrDefaultAsync(x => x.AccountId == account && x.OrganisationId == organisation, Cancel)
        )?.Roles;
    }

    private async Task<List<OrganisationAct>> ActsAsync(Guid organisation)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        return await db.OrganisationActs.AsNoTracking().Where(x => x.OrganisationId == organisation).OrderBy(x => x.Id).ToListAsync(Cancel);
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient person, string code) =>
        PostAsync(person, Requests, new { creditCode = code, message = "技术部工程师" });

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object? body = null) =>
        client.PostAsJsonAsync(path, body ?? new { }, Cancel);

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client, string path) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(path, Cancel)).GetProperty("items").EnumerateArray()];
}
