using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Joining;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web;

/// <summary>How a person comes to act for an organisation, what its manager decides, and what the operator of its region does.</summary>
internal static class JoinRoutes
{
    /// <summary>A scan of two megabytes and the rest of its form; the API has the exact limit.</summary>
    private const int FormBytes = 4 * 1024 * 1024;

    public static void MapJoining(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/join", () => Pages.Show<JoinPage>());
        pages.MapPost("/join", AskAsync);
        pages.MapPost("/join/requests/{id:guid}", TakeBackAsync);
        pages.MapPost("/join/organisation", RegisterAsync).WithMetadata(new RequestSizeLimitAttribute(FormBytes));
        pages.MapGet("/my/organisation", () => Pages.Show<OrganisationPage>());
        pages.MapPost("/my/organisation", HandInAsync).WithMetadata(new RequestSizeLimitAttribute(FormBytes));
        pages.MapPost(
            "/my/organisation/requests",
            ([FromForm] DecideForm form, FrontDoor door, CancellationToken cancelled) =>
                DecideRequestAsync<OrganisationPage>(form, "/my/organisation", door, cancelled)
        );
        pages.MapPost("/my/organisation/members", ChangeMemberAsync);
        pages.MapGet("/reviews/organisations", () => Pages.Show<VerificationsPage>());
        pages.MapPost("/reviews/organisations", VerifyAsync);
        pages.MapPost("/reviews/organisations/{id:guid}", OverseeAsync);
        pages.MapPost(
            "/reviews/organisations/requests",
            ([FromForm] DecideForm form, FrontDoor door, CancellationToken cancelled) =>
                DecideRequestAsync<VerificationsPage>(form, "/reviews/organisations", door, cancelled)
        );
    }

    private static async Task<IResult> AskAsync([FromForm] JoinForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var body = new { creditCode = form.CreditCode?.Trim(), message = form.Message?.Trim() };
        var outcome = await door.PostAsync("/api/identity/join-requests", body, cancellationToken);
        return outcome.Refusal switch
        {
            null => Pages.Then("/join?done=asked"),
            // Nobody has the code: the page goes on to ask for the organisation itself.
            { Status: System.Net.HttpStatusCode.NotFound } => Pages.Show<JoinPage>(("Code", form.CreditCode)),
            var refusal => Pages.ShowRefused<JoinPage>(refusal, ("Typed", form)),
        };
    }

    /// <param name="confirm">Not used; a form field makes the anti-forgery token be checked.</param>
    private static async Task<IResult> TakeBackAsync(Guid id, [FromForm] string? confirm, FrontDoor door, CancellationToken cancellationToken)
    {
        var outcome = await door.PostAsync($"/api/identity/join-requests/{id}/withdraw", null, cancellationToken);
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<JoinPage>(refusal, ("TakesBack", true)) : Pages.Then("/join?done=withdrawn");
    }

    private static async Task<IResult> RegisterAsync(
        [FromForm] OrganisationForm form,
        IFormFile? licence,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        var body = new
        {
            creditCode = form.CreditCode?.Trim(),
            name = form.Name,
            nameEn = form.NameEn,
            kind = form.Kind,
            region = form.Region,
            licenceScan = await ScanAsync(licence, cancellationToken),
        };
        var outcome = await door.PostAsync<Entered>("/api/identity/organisations", body, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<JoinPage>(refusal, ("Code", form.CreditCode), ("Entry", form))
            // The session goes on for the new organisation.
            : Pages.Then($"/signin?organisation={outcome.Value!.Id}&returnUrl={Uri.EscapeDataString("/my/organisation?done=entered")}");
    }

    private static async Task<IResult> HandInAsync(
        [FromForm] OrganisationForm form,
        IFormFile? licence,
        FrontDoor door,
        CancellationToken cancellationToken
    )
    {
        var body = new
        {
            name = form.Name,
            nameEn = form.NameEn,
            kind = form.Kind,
            region = form.Region,
            licenceScan = await ScanAsync(licence, cancellationToken),
        };
        var outcome = await door.PostAsync($"/api/identity/organisations/{form.Id}/submit", body, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<OrganisationPage>(refusal, ("Entry", form))
            : Pages.Then("/my/organisation?done=entered");
    }

    private static async Task<IResult> DecideRequestAsync<TPage>(DecideForm form, string page, FrontDoor door, CancellationToken cancellationToken)
        where TPage : Microsoft.AspNetCore.Components.IComponent
    {
        var accepts = form.Do == "accept";
        var outcome = await door.PostAsync(
            $"/api/identity/join-requests/{form.Id}/{(accepts ? "accept" : "decline")}",
            accepts ? new { } : new { reason = form.Reason?.Trim() },
            cancellationToken
        );
        return outcome.Refusal is { } refusal ? Pages.ShowRefused<TPage>(refusal) : Pages.Then($"{page}?done={(accepts ? "accepted" : "declined")}");
    }

    private static async Task<IResult> ChangeMemberAsync([FromForm] MemberForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var removes = form.Do == "remove";
        var member = $"/api/identity/members/{form.Id}";
        var outcome = removes
            ? await door.DeleteAsync(member, cancellationToken)
            : await door.PostAsync(member + "/roles", new { roles = form.Roles }, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<OrganisationPage>(
                refusal,
                ("Lead", refusal.Status == System.Net.HttpStatusCode.Conflict ? "organisation.lastManager" : null)
            )
            : Pages.Then("/my/organisation?done=" + (removes ? "removed" : "roles"));
    }

    private static async Task<IResult> VerifyAsync([FromForm] DecideForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var verifies = form.Do == "verify";
        var outcome = await door.PostAsync(
            $"/api/identity/organisations/{form.Id}/{(verifies ? "verify" : "reject")}",
            verifies ? new { } : new { reason = form.Reason?.Trim() },
            cancellationToken
        );
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<VerificationsPage>(refusal)
            : Pages.Then("/reviews/organisations?done=" + (verifies ? "verified" : "rejected"));
    }

    private static async Task<IResult> OverseeAsync(Guid id, [FromForm] OverseeForm form, FrontDoor door, CancellationToken cancellationToken)
    {
        var what = form.Do is "suspend" or "close" or "trust" or "distrust" ? form.Do : "resume";
        var outcome = await door.PostAsync(
            $"/api/identity/organisations/{id}/{what}",
            what is "resume" or "trust" ? null : new { reason = form.Reason?.Trim() },
            cancellationToken
        );
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<VerificationsPage>(refusal, ("Query", form.Query))
            : Pages.Then($"/reviews/organisations?done={what}&q={Uri.EscapeDataString(form.Query ?? "")}");
    }

    private static async Task<object?> ScanAsync(IFormFile? file, CancellationToken cancellationToken)
    {
        if (file is null or { Length: 0 })
            return null;
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellationToken);
        return new { name = file.FileName, contentBase64 = Convert.ToBase64String(bytes.GetBuffer(), 0, (int)bytes.Length) };
    }
}

public sealed record JoinForm
{
    public string? CreditCode { get; init; }
    public string? Message { get; init; }
}

public sealed record OrganisationForm
{
    /// <summary>Of an organisation that is handed in again.</summary>
    public Guid? Id { get; init; }
    public string? CreditCode { get; init; }
    public string? Name { get; init; }
    public string? NameEn { get; init; }
    public string? Kind { get; init; }
    public string? Region { get; init; }
}

public sealed record DecideForm
{
    /// <summary>accept or decline; verify or reject.</summary>
    public string? Do { get; init; }
    public Guid Id { get; init; }
    public string? Reason { get; init; }
}

public sealed record OverseeForm
{
    /// <summary>suspend, resume, close, trust or distrust.</summary>
    public string? Do { get; init; }
    public string? Reason { get; init; }

    /// <summary>What the operator looked for, to come back to.</summary>
    public string? Query { get; init; }
}

public sealed record MemberForm
{
    /// <summary>roles or remove.</summary>
    public string? Do { get; init; }
    public Guid Id { get; init; }
    public string[] Roles { get; init; } = [];
}
