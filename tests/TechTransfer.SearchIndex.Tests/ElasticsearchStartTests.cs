using TechTransfer.Matching.Index;
using TechTransfer.Matching.Index.Elasticsearch;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>What is not the server that was meant is refused at once; one that is starting is waited for.</summary>
public sealed class ElasticsearchStartTests
{
    [Fact]
    public async Task Another_major_version_is_refused_with_both_numbers()
    {
        await using var server = new StandInServer { Version = "8.19.1" };
        (await RefusalAsync(server, lasts: true)).ShouldContain("is version 8.19.1; version 9 is needed");
    }

    [Fact]
    public async Task A_server_that_is_not_Elasticsearch_is_refused()
    {
        await using var server = new StandInServer { Product = null };
        (await RefusalAsync(server, lasts: true)).ShouldContain("is not Elasticsearch");
    }

    [Theory]
    [InlineData(401, "does not take the user and password")]
    [InlineData(403, "does not allow an unnamed user")]
    public async Task Wrong_credentials_are_refused(int status, string reason)
    {
        await using var server = new StandInServer { Status = status };
        (await RefusalAsync(server, lasts: true)).ShouldContain(reason);
    }

    [Fact]
    public async Task A_server_that_is_starting_is_one_to_wait_for()
    {
        await using var server = new StandInServer { Status = 503 };
        (await RefusalAsync(server, lasts: false)).ShouldContain("503");
    }

    [Theory]
    [InlineData("localhost:9200")]
    [InlineData("ftp://localhost")]
    [InlineData("http://a:9200,nonsense")]
    [InlineData(",")]
    public void What_is_no_address_is_a_format_error(string text) => Should.Throw<FormatException>(() => ElasticsearchAddress.Parse(text));

    [Fact]
    public void An_address_names_nodes_and_user_and_shows_no_password()
    {
        var address = ElasticsearchAddress.Parse("https://tech%40x:p%3Ass@a:9200, https://b:9200");
        address.Nodes.Select(x => x.ToString()).ShouldBe(["https://a:9200/", "https://b:9200/"]);
        address.User.ShouldBe("tech@x");
        address.ToString().ShouldBe("a:9200, b:9200");
    }

    private static async Task<string> RefusalAsync(StandInServer server, bool lasts)
    {
        using var index = server.NewIndex();
        var refusal = await Should.ThrowAsync<SearchIndexUnavailableException>(() => index.OpenAsync(TestContext.Current.CancellationToken));
        refusal.Lasts.ShouldBe(lasts);
        refusal.Message.ShouldNotContain("\n");
        return refusal.Message;
    }
}
