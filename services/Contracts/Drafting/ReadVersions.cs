using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Drafting;

/// <summary>GET /api/contracts/{id}/versions, /compare?from=&amp;to= and /document?version=&amp;format=.</summary>
internal static class ReadVersions
{
    /// <param name="Signatures">How many signed this version; void unless it is the current one.</param>
    internal sealed record VersionAnswer(int Version, string Sha256, DateTimeOffset At, string By, int Signatures, bool Current);

    internal sealed record VersionsAnswer(IReadOnlyList<VersionAnswer> Items);

    internal sealed record Comparison(int From, int To, IReadOnlyList<ComparedLine> Lines);

    public static void MapReadVersions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/contracts/{id:guid}/versions", ListAsync).RequireAuthorization(Authentication.SignedIn).WithName("ListContractVersions");
        routes
            .MapGet("/api/contracts/{id:guid}/compare", CompareAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("CompareContractVersions");
        routes
            .MapGet("/api/contracts/{id:guid}/document", DownloadAsync)
            .RequireAuthorization(Authentication.SignedIn)
            .WithName("GetContractDocument")
            .Produces<byte[]>(200, "text/markdown", "text/html");
    }

    private static async Task<Results<Ok<VersionsAnswer>, ProblemHttpResult>> ListAsync(
        Guid id,
        Caller caller,
        ContractsDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (await WithVersionsAsync(db, id, caller, cancellationToken) is not { } contract)
            return Problem.NotFound("contract");
        var items = contract
            .Versions.OrderByDescending(x => x.Version)
            .Select(x => new VersionAnswer(
                x.Version,
                x.Sha256,
                x.At,
                x.By,
                contract.Signatures.Count(signature => signature.Version == x.Version),
                x.Version == contract.Version
            ));
        return TypedResults.Ok(new VersionsAnswer([.. items]));
    }

    private static async Task<Results<Ok<Comparison>, ProblemHttpResult>> CompareAsync(
        Guid id,
        int from,
        int to,
        Caller caller,
        ContractsDbContext db,
        CancellationToken cancellationToken
    )
    {
        if (await WithVersionsAsync(db, id, caller, cancellationToken) is not { } contract)
            return Problem.NotFound("contract");
        var (before, after) = (contract.Versions.Find(x => x.Version == from), contract.Versions.Find(x => x.Version == to));
        if (before is null || after is null)
            return Problem.Invalid(before is null ? "from" : "to", $"1 to {contract.Version}.");
        return TypedResults.Ok(new Comparison(from, to, LineComparison.Of(before.Document.Split('\n'), after.Document.Split('\n'))));
    }

    /// <summary>Exactly the bytes whose SHA-256 is signed, as Markdown; <c>?format=html</c> for reading and printing.</summary>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> DownloadAsync(
        Guid id,
        Caller caller,
        ContractsDbContext db,
        CancellationToken cancellationToken,
        int? version = null,
        string? format = null
    )
    {
        if (await WithVersionsAsync(db, id, caller, cancellationToken) is not { } contract)
            return Problem.NotFound("contract");
        if (contract.Versions.Find(x => x.Version == (version ?? contract.Version)) is not { } wanted)
            return Problem.Invalid("version", $"1 to {contract.Version}.");
        var name = $"TT-{contract.Id:N}-v{wanted.Version}";
        return format switch
        {
            null or "markdown" => TypedResults.File(Encoding.UTF8.GetBytes(wanted.Document), "text/markdown; charset=utf-8", name + ".md"),
            "html" => TypedResults.File(Encoding.UTF8.GetBytes(Html(wanted)), "text/html; charset=utf-8", name + ".html"),
            _ => Problem.Invalid("format", "One of markdown, html."),
        };
    }

    private static Task<TechnologyContract?> WithVersionsAsync(ContractsDbContext db, Guid id, Caller caller, CancellationToken cancellationToken) =>
        db.Contracts.AsNoTracking().VisibleToParties(caller).Include(x => x.Versions).FirstOrDefaultAsync(x => x.Id == id, cancellationToken);

    /// <summary>The Markdown that our documents use: two levels of headings, items, paragraphs.</summary>
    private static string Html(ContractVersion version)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>技术合同</title><body>\n");
        foreach (var line in version.Document.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var (tag, text) = line switch
            {
                ['#', '#', ' ', .. var heading] => ("h2", heading),
                ['#', ' ', .. var title] => ("h1", title),
                ['-', ' ', .. var item] => ("li", item),
                _ => ("p", line),
            };
            html.Append($"<{tag}>{WebUtility.HtmlEncode(text)}</{tag}>\n");
        }
        return html.Append($"<p><small>SHA-256 {version.Sha256}</small></p></body></html>\n").ToString();
    }
}
