using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace TechTransfer.Hosting;

/// <summary>A part of the product that a process may hold: a service, the gateway's session, the web pages.</summary>
public abstract class ServiceModule
{
    /// <summary>Lower case; the audience its access tokens must name and the prefix of its endpoints on the bus.</summary>
    public abstract string Name { get; }

    /// <summary>It serves pages with forms, so the process checks anti-forgery tokens.</summary>
    public virtual bool HasPages => false;

    /// <summary>Registers what the module needs. Called before the process is built.</summary>
    public abstract void Add(IHostApplicationBuilder builder);

    /// <summary>Maps its routes; they carry the module's name, so that each module checks its own audience.</summary>
    public virtual void Map(IEndpointRouteBuilder routes) { }

    /// <summary>Middleware that must stand before routing (a session that becomes a bearer token).</summary>
    public virtual void Use(Microsoft.AspNetCore.Builder.IApplicationBuilder app) { }

    /// <summary>Brings the module's store up to date before the process listens.</summary>
    public virtual Task PrepareAsync(IServiceProvider services, CancellationToken cancellationToken) => Task.CompletedTask;
}
