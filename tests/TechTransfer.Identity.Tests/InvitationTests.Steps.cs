using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Identity.Accounts;
using TechTransfer.Identity.Inviting;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Tests;

/// <summary>What people do, and what the store holds.</summary>
public partial class InvitationTests
{
    private const string Password = "quite-a-long-one";
    private static readonly Guid PersonOfCompany = new("01920000-0000-7000-8001-000000000004");

    private static string NewAddress() => $"p{Guid.NewGuid():N}@example.test";

    private HttpClient Act(Guid organisation, Guid account, params string[] roles)
    {
        var client = _app.Visitor();
        client.DefaultRequestHeaders.Authorization = new("Bearer", _app.Token(organisation, "220172", roles, account.ToString()));
        return client;
    }

    /// <summary>Somebody with a confirmed account who belongs to nothing.</summary>
    private async Task<(HttpClient Client, string Email)> PersonAsync()
    {
        var (id, email) = (Guid.CreateVersion7(), NewAddress());
        await ChangeAsync(db =>
            db.Users.Add(
                new Account
                {
                    Id = id,
                    Name = "王敏",
                    UserName = email,
                    NormalizedUserName = email.ToUpperInvariant(),
                    Email = email,
                    NormalizedEmail = email.ToUpperInvariant(),
                    EmailConfirmed = true,
                    PasswordHash = new PasswordHasher<Account>().HashPassword(null!, Password),
                    SecurityStamp = "x",
                    CreatedAt = DateTimeOffset.UtcNow,
                }
            )
        );
        return (Act(Guid.Empty, id), email);
    }

    private static Task<HttpResponseMessage> InviteAsync(HttpClient manager, string email, params string[] roles) =>
        PostAsync(manager, Path, new { email, roles = roles.Length > 0 ? roles : [Roles.Member] });

    private static Task<HttpResponseMessage> AcceptAsync(HttpClient person, string token) => PostAsync(person, Path + "/accept", new { token });

    private Task<string> LinkAsync(string email, int count = 1) => _app.LinkAsync(email, "/account/invitation", count);

    private static string TokenOf(string link) => QueryHelpers.ParseQuery(link[link.IndexOf('?')..])["token"].ToString();

    private static Task<HttpResponseMessage> SignUpAsync(Browser browser, HttpResponseMessage page) =>
        SendAsync(browser, page, ("name", "林晓"), ("password", Password), ("consent", Terms.Version));

    private static async Task<HttpResponseMessage> SendAsync(Browser browser, HttpResponseMessage page, params (string, string)[] fields)
    {
        var html = await TextAsync(page);
        return await browser.SubmitAsync(
            "/account/invitation",
            "/signin",
            [.. fields, ("token", Browser.Field(html, "token")), ("__RequestVerificationToken", Browser.Field(html, "__RequestVerificationToken"))]
        );
    }

    /// <summary>Page and problem detail say the same.</summary>
    private async Task ShouldHaveEndedAsync(HttpClient person, string link, string how, string words)
    {
        var answer = await AcceptAsync(person, TokenOf(link));
        answer.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await JsonAsync(answer)).GetProperty("ended").GetString().ShouldBe(how);
        using var browser = new Browser(_app.Address);
        var page = await browser.GoAsync($"/account/invitation?token={TokenOf(link)}&lang=en");
        page.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await TextAsync(page)).ShouldContain(words);
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object? body = null) =>
        client.PostAsJsonAsync(path, body ?? new { }, Cancel);

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(Cancel);

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);

    private static async Task<JsonElement[]> ItemsAsync(HttpClient client) =>
        [.. (await client.GetFromJsonAsync<JsonElement>(Path, Cancel)).GetProperty("items").EnumerateArray()];

    private async Task ChangeAsync(Action<IdentityDbContext> change)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        change(db);
        await db.SaveChangesAsync(Cancel);
    }

    private async Task<T> ReadAsync<T>(Func<IdentityDbContext, Task<T>> read)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<IdentityDbContext>());
    }

    private Task<Account?> AccountAsync(string email) => ReadAsync(db => db.Users.AsNoTracking().SingleOrDefaultAsync(x => x.Email == email, Cancel));

    private Task<List<string>?> RolesAsync(Guid account) =>
        ReadAsync(async db =>
            (await db.Memberships.AsNoTracking().SingleOrDefaultAsync(x => x.AccountId == account && x.OrganisationId == Company, Cancel))?.Roles
        );

    private Task<List<OrganisationAct>> ActsAsync() =>
        ReadAsync(db => db.OrganisationActs.AsNoTracking().Where(x => x.OrganisationId == Company).OrderBy(x => x.Id).ToListAsync(Cancel));

    private Task<List<Invitation>> RowsAsync() => ReadAsync(db => db.Invitations.AsNoTracking().ToListAsync(Cancel));

    private Task<int> RemoveAsync(DateTimeOffset now) => ReadAsync(db => EndedInvitations.RemoveAsync(db, now, Cancel));
}
