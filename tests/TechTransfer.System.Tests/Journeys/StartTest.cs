using System.Net;
using System.Text.Json;
using Shouldly;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Journeys;

/// <summary>A wrong setting stops the start with one sentence that names it.</summary>
public sealed class StartTest
{
    [Theory]
    [InlineData("--ConnectionStrings:Identity=nonsense", "ConnectionStrings:Identity is no connection string of PostgreSQL")]
    [InlineData("--ConnectionStrings:RabbitMq=localhost", "ConnectionStrings:RabbitMq is no address of RabbitMQ")]
    [InlineData(
        "--ConnectionStrings:Demands=Host=127.0.0.1;Port=1",
        "PostgreSQL at 127.0.0.1:1 (ConnectionStrings:Demands) was not ready within 1 s"
    )]
    [InlineData("--ConnectionStrings:RabbitMq=amqp://127.0.0.1:1/", "RabbitMQ at 127.0.0.1:1 (ConnectionStrings:RabbitMq) was not ready within 1 s")]
    [InlineData("--ConnectionStrings:Elasticsearch=localhost:9200", "ConnectionStrings:Elasticsearch is no address of Elasticsearch")]
    [InlineData(
        "--ConnectionStrings:Elasticsearch=http://127.0.0.1:1",
        "Elasticsearch at 127.0.0.1:1 (ConnectionStrings:Elasticsearch) was not ready within 1 s"
    )]
    [InlineData("--deploy-topology", "--deploy-topology needs ConnectionStrings:RabbitMq")]
    public async Task What_cannot_work_is_said_in_one_sentence(string setting, string sentence)
    {
        await using var process = new StandaloneProcess(settings: ["--Startup:WaitSeconds=1"]);
        var (code, error) = await process.RunToItsEndAsync(setting);
        (code, error.Split('\n').Length).ShouldBe((1, 1), error);
        error.ShouldStartWith(sentence);
    }

    [Fact]
    public async Task A_user_that_PostgreSQL_does_not_let_in_ends_the_start_at_once()
    {
        Assert.SkipWhen(Backends.Postgres is null, Backends.NoPostgres);
        await using var process = new StandaloneProcess();
        var (code, error) = await process.RunToItsEndAsync($"--ConnectionStrings:Contracts={Backends.Postgres};Username=nobody_of_ours");
        (code, error.Split('\n').Length).ShouldBe((1, 1), error);
        error.ShouldContain("refuses ConnectionStrings:Contracts");
    }

    [Fact]
    public async Task A_password_that_RabbitMQ_does_not_take_ends_the_start_at_once()
    {
        Assert.SkipWhen(Backends.RabbitMq is null, Backends.NoRabbitMq);
        var wrong = new UriBuilder(Backends.RabbitMq!) { Password = "wrong" }.Uri;
        await using var process = new StandaloneProcess();
        var (code, error) = await process.RunToItsEndAsync($"--ConnectionStrings:RabbitMq={wrong}");
        (code, error.Split('\n').Length).ShouldBe((1, 1), error);
        error.ShouldContain("refuses ConnectionStrings:RabbitMq");
    }

    [Theory]
    [InlineData(200, "8.19.1", "is version 8.19.1; version 9 is needed")]
    [InlineData(401, "9.5.3", "does not take the user and password")]
    public async Task A_server_that_is_not_the_Elasticsearch_we_need_ends_the_start_at_once(int status, string version, string reason)
    {
        using var standIn = new HttpListener();
        var address = $"http://127.0.0.1:{StandaloneProgram.FreePort()}";
        standIn.Prefixes.Add(address + "/");
        standIn.Start();
        var answering = AnswerOnceAsync(standIn, status, version);
        await using var process = new StandaloneProcess();
        var (code, error) = await process.RunToItsEndAsync($"--ConnectionStrings:Elasticsearch={address}");
        await answering;
        (code, error.Split('\n').Length).ShouldBe((1, 1), error);
        error.ShouldStartWith("ConnectionStrings:Elasticsearch cannot be used");
        error.ShouldContain(reason);
    }

    private static async Task AnswerOnceAsync(HttpListener standIn, int status, string version)
    {
        var response = (await standIn.GetContextAsync()).Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers["X-Elastic-Product"] = "Elasticsearch";
        response.Close(JsonSerializer.SerializeToUtf8Bytes(new { nodes = new { a = new { version } } }), willBlock: true);
    }

    [Fact]
    public async Task The_queues_of_every_service_can_be_declared_before_anybody_starts()
    {
        Assert.SkipWhen(Backends.RabbitMq is null, Backends.NoRabbitMq);
        var virtualHost = await Backends.NewVirtualHostAsync();
        await using var process = new StandaloneProcess();
        var (code, error) = await process.RunToItsEndAsync("--deploy-topology", $"--ConnectionStrings:RabbitMq={virtualHost}");
        code.ShouldBe(0, error);
        var queues = await Backends.QueuesAsync(virtualHost);
        foreach (var service in new[] { "identity", "achievements", "demands", "matching", "contracts" })
            queues.ShouldContain(x => x.Name.StartsWith(service + "-", StringComparison.Ordinal));
        queues.ShouldAllBe(x => x.Type == "quorum");
        await Backends.DeleteAsync(virtualHost);
    }
}
