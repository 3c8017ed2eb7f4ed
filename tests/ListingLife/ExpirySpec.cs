using System.Globalization;
using TechTransfer.TestApplication;

namespace TechTransfer.ListingLife;

/// <summary>The end of a publication by the clock: only time passes, nobody calls.</summary>
public abstract class ExpirySpec<TWorld>(int validMonths) : IAsyncLifetime
    where TWorld : ListingWorld, new()
{
    private readonly MovedClock _clock = new();
    private readonly TWorld _world = new();

    public ValueTask InitializeAsync()
    {
        _world.Clock = _clock;
        return _world.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task It_is_reminded_of_expires_on_its_day_and_comes_back_when_reconfirmed()
    {
        var id = await _world.PublishedAsync(content: _world.Complete("会过期的"));
        var end = (await _world.GetAsync(_world.Manager, $"/{id}")).GetProperty("validUntil").GetDateTimeOffset();
        (end - _clock.GetUtcNow().AddMonths(validMonths)).Duration().ShouldBeLessThan(TimeSpan.FromHours(1));

        _clock.MoveTo(end.AddDays(-29));
        (await NeedsAsync(id)).ShouldBe(["reconfirmation"]);
        _clock.MoveTo(end.AddDays(-6));
        (await NeedsAsync(id)).ShouldBe(["soonExpired"]);
        (await _world.GetAsync(_world.Visitor, $"/{id}")).Text("state").ShouldBe("published");

        // The job looks at once when the service starts and then every minute.
        _clock.MoveTo(end.AddMinutes(1));
        await _world.RestartAsync();
        await TestApp.EventuallyAsync(() => _world.StateAsync(id), state => state == "expired", TimeSpan.FromSeconds(30));
        await _world.GetAsync(_world.Visitor, $"/{id}", 404);
        var trail = (await _world.GetAsync(_world.Manager, $"/{id}/audit")).GetProperty("items").EnumerateArray().Last();
        (trail.Text("action"), trail.Text("by")).ShouldBe(("expire", "system"));

        (await _world.DoAsync(_world.Member, id, "reconfirm")).Text("state").ShouldBe("published");
        var again = (await _world.GetAsync(_world.Visitor, $"/{id}")).GetProperty("validUntil").GetDateTimeOffset();
        (again - _clock.GetUtcNow().AddMonths(validMonths)).Duration().ShouldBeLessThan(TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task An_earlier_day_of_its_own_counts_and_one_that_has_passed_cannot_be_published()
    {
        var content = _world.Complete("只到那一天");
        var day = _clock.GetUtcNow().AddDays(10).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        content["validUntil"] = day;
        var id = await _world.PublishedAsync(content: content.DeepClone().AsObject());
        var end = (await _world.GetAsync(_world.Visitor, $"/{id}")).GetProperty("validUntil").GetDateTimeOffset();
        end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture).ShouldBe(day);
        var late = await _world.SubmittedAsync(content: content.DeepClone().AsObject());
        _clock.MoveTo(end.AddDays(1));
        (await _world.DoAsync(_world.Province, late, "publish", 422)).Fields().ShouldBe(["validUntil"]);
        (await _world.StateAsync(late)).ShouldBe("submitted");
    }

    private async Task<string[]> NeedsAsync(Guid id) =>
        (await _world.GetAsync(_world.Manager, "/mine?limit=100"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(x => x.Text("id") == id.ToString())
            .Texts("needs");
}
