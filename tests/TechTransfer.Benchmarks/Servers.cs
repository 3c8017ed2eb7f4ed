namespace TechTransfer.Benchmarks;

/// <summary>PostgreSQL and RabbitMQ as <c>infra/deploy/backends.sh up</c> names them in the environment; the stores are new ones of this run.</summary>
internal sealed class Servers
{
    private static readonly string[] Services = ["Identity", "Achievements", "Demands", "Matching", "Contracts", "Gateway"];
    private readonly string _postgres = Named("TECHTRANSFER_POSTGRES");
    private readonly string _run = Guid.NewGuid().ToString("N")[..8];

    public string RabbitMq { get; } = Named("TECHTRANSFER_RABBITMQ");

    /// <summary>Settings that put the product on them.</summary>
    public string[] Settings =>
        [.. Services.Select(service => $"--ConnectionStrings:{service}={StoreOf(service)}"), $"--ConnectionStrings:RabbitMq={RabbitMq}"];

    public string StoreOf(string service) => $"{_postgres};Database=bench_{_run}_{service.ToLowerInvariant()}";

    private static string Named(string variable) =>
        Environment.GetEnvironmentVariable(variable)
        ?? throw new InvalidOperationException($"{variable} says where the server is; infra/deploy/backends.sh up postgres rabbitmq starts one.");
}
