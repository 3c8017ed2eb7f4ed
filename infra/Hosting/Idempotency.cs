using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace TechTransfer.Hosting;

/// <summary>
/// <c>Idempotency-Key</c> on a POST that creates: the first call's effect and its answer are one transaction, and the same call again, within 24 hours,
/// gets that answer without a second effect. An answer that is no success leaves no trace, so the caller may correct the call and send it again.
/// </summary>
public static class Idempotency
{
    public const string Header = "Idempotency-Key";
    private const int MaxLength = 200;

    /// <summary>
    /// Honours the key on this endpoint. Its handler runs inside a transaction of <typeparamref name="TContext"/> and must not begin one itself.
    /// The same key with another body answers 422, a call whose first run is not finished waits or answers 409. Visitors' keys are ignored.
    /// </summary>
    public static TBuilder Idempotent<TContext, TBuilder>(this TBuilder endpoint)
        where TContext : DbContext
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder =>
        {
            if (builder.RequestDelegate is { } handler)
                builder.RequestDelegate = context => InvokeAsync<TContext>(context, handler);
            builder.Metadata.Add(new HonoursIdempotencyKey());
        });
        return endpoint;
    }

    /// <inheritdoc cref="Idempotent{TContext,TBuilder}"/>
    public static RouteHandlerBuilder Idempotent<TContext>(this RouteHandlerBuilder endpoint)
        where TContext : DbContext => endpoint.Idempotent<TContext, RouteHandlerBuilder>();

    /// <summary>Adds the table of answers to a service's context. Call it from OnModelCreating.</summary>
    public static ModelBuilder AddIdempotency(this ModelBuilder model) =>
        model.Entity<IdempotentCall>(call =>
        {
            call.ToTable("idempotent_calls");
            call.HasKey(x => new
            {
                x.Caller,
                x.Route,
                x.Key,
            });
            call.Property(x => x.Caller).HasMaxLength(200);
            call.Property(x => x.Route).HasMaxLength(300);
            call.Property(x => x.Key).HasMaxLength(MaxLength);
            call.Property(x => x.BodyHash).HasMaxLength(64);
            call.HasIndex(x => x.CreatedAt);
        });

    /// <summary>Takes away the answers that were kept for a person, for whatever organisation he called.</summary>
    public static Task<int> ForgetAnswersAsync(this DbContext db, string subject, CancellationToken cancellationToken)
    {
        var end = "/" + subject;
        return db.Set<IdempotentCall>().Where(x => x.Caller.EndsWith(end)).ExecuteDeleteAsync(cancellationToken);
    }

    private static async Task InvokeAsync<TContext>(HttpContext context, RequestDelegate handler)
        where TContext : DbContext
    {
        if (!context.Request.Headers.TryGetValue(Header, out var header) || Caller.From(context.User) is not { } caller)
        {
            await handler(context);
            return;
        }
        var key = header.ToString();
        if (key.Length is 0 or > MaxLength || key.Any(x => x is <= ' ' or > '~'))
        {
            await Problem.Invalid(Header, $"A key has 1 to {MaxLength} visible ASCII characters.").ExecuteAsync(context);
            return;
        }
        // The body is read before the transaction begins: a slow sender must not hold the store.
        context.Request.EnableBuffering();
        var call = new IdempotentCall
        {
            Caller = $"{caller.OrganisationId:N}/{caller.Subject}",
            Route = $"{context.Request.Path}{context.Request.QueryString}",
            Key = key,
            BodyHash = Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body, context.RequestAborted)),
            CreatedAt = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        };
        context.Request.Body.Position = 0;
        if (call.Route.Length > 300)
            call = call with { Route = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(call.Route))) };
        await new FirstRunOrAnswer<TContext>(context, handler, call).RunAsync();
    }
}

/// <summary>Endpoint metadata: the endpoint honours an Idempotency-Key.</summary>
public sealed class HonoursIdempotencyKey;

/// <summary>A call that took effect, and the answer it got.</summary>
internal sealed record IdempotentCall
{
    /// <summary>Organisation and subject of the token.</summary>
    public required string Caller { get; init; }
    public required string Route { get; init; }
    public required string Key { get; init; }

    /// <summary>SHA-256 of the body in hexadecimal.</summary>
    public required string BodyHash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>0 until the handler has answered.</summary>
    public int Status { get; init; }
    public string? ContentType { get; init; }
    public string? Location { get; init; }
    public string? ETag { get; init; }
    public byte[] Answer { get; init; } = [];
}
