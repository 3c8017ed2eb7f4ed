using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Messaging;

namespace TechTransfer.Hosting;

/// <summary>What an administrator sees and does about messages that could not take effect, for each service of this process.</summary>
internal static class DeadLetters
{
    private const int PageSize = 50;

    public static void MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        foreach (var box in routes.ServiceProvider.GetServices<IDeadLetterBox>())
        {
            var group = routes
                .MapGroup($"/api/admin/{box.Service}/dead-letters")
                .WithMetadata(new ModuleName(box.Service))
                .RequireAuthorization(Roles.Administrator)
                .WithTags("Operation");
            group
                .MapGet("", (string? after, CancellationToken cancellationToken) => ListAsync(box, after, cancellationToken))
                .WithName($"{box.Service}-dead-letters");
            group
                .MapPost("/{id:guid}/replay", (Guid id, CancellationToken cancellationToken) => ReplayAsync(box, id, cancellationToken))
                .WithName($"{box.Service}-dead-letter-replay");
        }
    }

    private static async Task<Results<Ok<Page<DeadLetter>>, ProblemHttpResult>> ListAsync(
        IDeadLetterBox box,
        string? after,
        CancellationToken cancellationToken
    )
    {
        if (!Cursor.TryRead<Guid?>(after, out var last))
            return Problem.Invalid("after", "This is not a cursor of this list.");
        var rows = await box.ListAsync(last, PageSize + 1, cancellationToken);
        var page = rows.Take(PageSize).Select(DeadLetter.Of).ToList();
        return TypedResults.Ok(new Page<DeadLetter>(page, rows.Count > PageSize ? Cursor.Of(page[^1].Id) : null));
    }

    private static async Task<Results<Ok<DeadLetter>, ProblemHttpResult>> ReplayAsync(
        IDeadLetterBox box,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        await box.ReplayAsync(id, cancellationToken) switch
        {
            { Letter: null } => Problem.NotFound("dead letter"),
            { Problem: { } problem } => Problem.Conflict($"It still cannot take effect. {problem}"),
            { Letter: { } letter } => TypedResults.Ok(DeadLetter.Of(letter)),
        };
}

/// <param name="Reason">failed, schemaTooNew, heldBack or unreadable.</param>
/// <param name="Attempts">How often its effect was tried.</param>
/// <param name="ReplayedAt">When it took effect after all.</param>
internal sealed record DeadLetter(
    Guid Id,
    string Endpoint,
    string Type,
    Guid MessageId,
    Guid? AggregateId,
    long? Version,
    string Reason,
    string? Detail,
    DateTimeOffset FailedAt,
    int Attempts,
    DateTimeOffset? ReplayedAt
)
{
    public static DeadLetter Of(DeadLetterRow row) =>
        new(
            row.Id,
            row.Endpoint,
            row.Type,
            row.MessageId,
            row.AggregateId,
            row.Version,
            row.Reason,
            row.Detail,
            row.FailedAt,
            row.Attempts,
            row.ReplayedAt
        );
}
