using System.Net;
using System.Net.Http.Json;
using Shouldly;
using TechTransfer.Hosting;
using Xunit;

namespace TechTransfer.Messaging.Tests;

public abstract partial class MessagingSpec
{
    private static readonly Guid Organisation = Guid.CreateVersion7();

    [Fact]
    public async Task The_same_call_again_gets_the_first_answer_and_has_no_second_effect()
    {
        var first = await CreateAsync("k1", "text");
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        var again = await CreateAsync("k1", "text");
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await again.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        again.Content.Headers.ContentType.ShouldBe(first.Content.Headers.ContentType);
        (await CreateAsync("k2", "text")).Headers.Location.ShouldNotBe(first.Headers.Location);
        await DrainedAsync();
        (await EffectsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_call_sent_at_once_many_times_has_one_effect()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CreateAsync("together", "text")));
        answers.ShouldAllBe(x => x.StatusCode == HttpStatusCode.Created || x.StatusCode == HttpStatusCode.Conflict);
        answers.Where(x => x.StatusCode == HttpStatusCode.Created).Select(x => x.Headers.Location).Distinct().ShouldHaveSingleItem();
        await DrainedAsync();
        (await EffectsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_key_belongs_to_one_body_and_one_caller()
    {
        var first = await CreateAsync("k", "text");
        (await CreateAsync("k", "other")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var stranger = await CreateAsync("k", "text", Guid.CreateVersion7());
        stranger.StatusCode.ShouldBe(HttpStatusCode.Created);
        stranger.Headers.Location.ShouldNotBe(first.Headers.Location);
    }

    [Fact]
    public async Task A_refused_call_may_be_corrected_under_its_key()
    {
        (await CreateAsync("k", "")).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await CreateAsync("k", "better")).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    [InlineData("201")]
    public async Task A_key_has_1_to_200_visible_characters(string key)
    {
        var refused = await CreateAsync(key == "201" ? new string('k', 201) : key, "text");
        refused.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Idempotency-Key");
    }

    private protected async Task<HttpResponseMessage> CreateAsync(string key, string text, Guid? organisation = null)
    {
        using var client = App.As(organisation ?? Organisation, "220000", Roles.Member);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/notes") { Content = JsonContent.Create(new { text }) };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        return await client.SendAsync(request);
    }
}
