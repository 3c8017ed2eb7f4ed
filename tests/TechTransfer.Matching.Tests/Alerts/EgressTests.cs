using System.Net;
using Microsoft.Extensions.Configuration;
using TechTransfer.Matching.Alerts.Sending;

namespace TechTransfer.Matching.Tests.Alerts;

public sealed class EgressTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("168.63.129.16")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Not_of_the_public_internet(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("203.119.206.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2400:3200::1")]
    [InlineData("2606:4700::1111")]
    public void Of_the_public_internet(string address) => PublicAddress.Is(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("2130706433")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task This_machine_is_not_called_unless_a_setting_allows_it(string host)
    {
        await using var receiver = await Receiver.StartAsync();
        var port = new Uri(receiver.Address).Port;
        using var http = new OutgoingHttp(new ConfigurationBuilder().Build());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{host}:{port}/here");
        await Should.ThrowAsync<HttpRequestException>(() => http.SendAsync(request, TestContext.Current.CancellationToken));
        receiver.At("/here").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_long_answer_is_cut_off()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers["/long"] = _ => (200, new string('x', 1_000_000));
        using var http = new OutgoingHttp(new ConfigurationBuilder().AddInMemoryCollection([new("Alerts:AllowPrivateAddresses", "true")]).Build());
        using var request = new HttpRequestMessage(HttpMethod.Post, receiver.Address + "/long");
        var (status, answer) = await http.SendAsync(request, TestContext.Current.CancellationToken);
        (status, answer.Length).ShouldBe((200, 64 * 1024));
    }
}
