using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Hosting;

/// <summary>Runs a call that carries an Idempotency-Key for the first time, or answers as the first run did.</summary>
internal sealed class FirstRunOrAnswer<TContext>(HttpContext context, RequestDelegate handler, IdempotentCall call)
    where TContext : DbContext
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);
    private readonly TContext _db = context.RequestServices.GetRequiredService<TContext>();
    private readonly CancellationToken _cancelled = context.RequestAborted;

    private IQueryable<IdempotentCall> Earlier =>
        _db.Set<IdempotentCall>().AsNoTracking().Where(x => x.Caller == call.Caller && x.Route == call.Route && x.Key == call.Key);

    public async Task RunAsync()
    {
        IdempotentCall? earlier;
        // On SQLite a second run of the same call waits here until the first has committed.
        await using (var transaction = await _db.Database.BeginTransactionAsync(_cancelled))
        {
            await _db.Set<IdempotentCall>().Where(x => x.CreatedAt < call.CreatedAt - Kept).ExecuteDeleteAsync(_cancelled);
            earlier = await Earlier.SingleOrDefaultAsync(_cancelled);
            if (earlier is null && await ClaimAsync())
            {
                var answer = await RunFirstAsync();
                if (answer.Status is >= 200 and < 300)
                    await KeepAsync(answer, transaction.CommitAsync);
                else
                    await transaction.RollbackAsync(_cancelled);
                await context.Response.Body.WriteAsync(answer.Answer, _cancelled);
                return;
            }
        }
        // On PostgreSQL the claim has waited for the first run; if that was undone there is nothing to repeat.
        earlier ??= await Earlier.SingleOrDefaultAsync(_cancelled);
        if (earlier is null)
            await Problem.Conflict("Another call with this Idempotency-Key is under way. Send it again.").ExecuteAsync(context);
        else if (earlier.BodyHash != call.BodyHash)
            await Problem.Invalid(Idempotency.Header, "This key was used for a call with another body.").ExecuteAsync(context);
        else
            await RepeatAsync(earlier);
    }

    private async Task<bool> ClaimAsync()
    {
        var claim = _db.Add(call);
        try
        {
            await _db.SaveChangesAsync(_cancelled);
            return true;
        }
        catch (DbUpdateException) when (!_db.Database.ProviderName!.EndsWith("Sqlite", StringComparison.Ordinal))
        {
            return false;
        }
        finally
        {
            claim.State = EntityState.Detached;
        }
    }

    /// <summary>The answer is held back until its effect is committed.</summary>
    private async Task<IdempotentCall> RunFirstAsync()
    {
        var response = context.Response;
        var body = response.Body;
        using var held = new MemoryStream();
        response.Body = held;
        try
        {
            await handler(context);
        }
        finally
        {
            response.Body = body;
        }
        return call with
        {
            Status = response.StatusCode,
            ContentType = response.ContentType,
            Location = response.Headers.Location,
            ETag = response.Headers.ETag,
            Answer = held.ToArray(),
        };
    }

    private async Task KeepAsync(IdempotentCall answer, Func<CancellationToken, Task> commit)
    {
        await Earlier.ExecuteUpdateAsync(
            x =>
                x.SetProperty(p => p.Status, answer.Status)
                    .SetProperty(p => p.ContentType, answer.ContentType)
                    .SetProperty(p => p.Location, answer.Location)
                    .SetProperty(p => p.ETag, answer.ETag)
                    .SetProperty(p => p.Answer, answer.Answer),
            _cancelled
        );
        await commit(_cancelled);
    }

    private async Task RepeatAsync(IdempotentCall earlier)
    {
        var response = context.Response;
        response.StatusCode = earlier.Status;
        response.ContentType = earlier.ContentType;
        response.Headers.Location = earlier.Location;
        response.Headers.ETag = earlier.ETag;
        response.Headers["Idempotency-Replayed"] = "true";
        await response.Body.WriteAsync(earlier.Answer, _cancelled);
    }
}
