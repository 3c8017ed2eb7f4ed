using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Matching.Tests;

/// <summary>Whose an anonymous demand is shows nowhere, not even by what finds it; a hidden one is not there for whom it is hidden from, nor for visitors.</summary>
public sealed class DiscretionTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private const string Owner = "示例公司";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_tells_whose_an_anonymous_demand_is()
    {
        await KnownAsync();
        var seeker = world.As(MatchingWorld.Stranger, "manager", "member");
        await SaveAsync(
            seeker,
            new
            {
                name = "它的一切",
                organisation = MatchingWorld.Company,
                tell = "inbox",
            }
        );
        await SaveAsync(
            seeker,
            new
            {
                name = "词",
                q = "钕铁硼磁体",
                tell = "inbox",
            }
        );
        var offer = MatchingWorld.Achievement(
            "钕铁硼磁体的晶界扩散",
            "钕铁硼磁体晶界扩散工艺，矫顽力高，已批量生产。",
            organisation: MatchingWorld.Stranger
        );
        var wanted = Anonymous("钕铁硼磁体的晶界扩散", "需要钕铁硼磁体晶界扩散工艺，矫顽力高，能批量生产。");
        await world.AnnounceAsync(offer, wanted);
        await world.SettledAsync();

        var own = world.As(MatchingWorld.Company, "manager", "member");
        foreach (
            var (who, path) in new[]
            {
                (world.Visitor, "/api/search?q=钕铁硼磁体&kind=demand"),
                (seeker, "/api/search?q=钕铁硼磁体"),
                (seeker, $"/api/matches?achievement={offer.AchievementId}"),
                (seeker, "/api/matches/inbox"),
                (world.As(MatchingWorld.University, "broker"), "/api/matches/inbox"),
                (seeker, "/api/alerts"),
            }
        )
        {
            var items = (await world.GetAsync(path, who)).GetProperty("items").EnumerateArray().Select(x => x.GetRawText());
            var text = items.FirstOrDefault(x => x.Contains(wanted.DemandId.ToString(), StringComparison.Ordinal), "");
            text.ShouldContain(wanted.DemandId.ToString(), customMessage: path);
            text.ShouldNotContain(Owner, customMessage: path);
            text.ShouldNotContain(MatchingWorld.Company.ToString(), customMessage: path);
        }
        var facets = (await world.GetAsync("/api/search?q=钕铁硼磁体&kind=demand")).GetProperty("facets");
        facets.GetProperty("organisation").GetArrayLength().ShouldBe(0);
        foreach (var who in new[] { world.Visitor, own })
            (await world.GetAsync($"/api/search?q=钕铁硼磁体&organisation={MatchingWorld.Company}", who)).GetProperty("total").GetInt32().ShouldBe(0);
        var alerts = await world.GetAsync("/api/alerts", seeker);
        alerts.GetProperty("items").EnumerateArray().ShouldNotContain(x => x.GetRawText().Contains("它的一切", StringComparison.Ordinal));
        // Its owner is matched and told as with any other.
        (await world.GetAsync("/api/matches/inbox", own))
            .GetRawText()
            .ShouldContain(wanted.DemandId.ToString());
    }

    [Fact]
    public async Task A_hidden_demand_is_not_there_for_whom_it_is_hidden_from_nor_for_visitors()
    {
        await KnownAsync();
        var (hidden, other) = (world.As(MatchingWorld.University, "manager", "member"), world.As(MatchingWorld.Stranger, "manager", "member"));
        foreach (var who in new[] { hidden, other })
            await SaveAsync(
                who,
                new
                {
                    name = "词",
                    q = "压电陶瓷换能器",
                    tell = "inbox",
                }
            );
        var open = MatchingWorld.Demand("压电陶瓷换能器", "需要压电陶瓷换能器，谐振频率稳定，能够批量制备。");
        var offer = MatchingWorld.Achievement("压电陶瓷换能器", "压电陶瓷换能器，谐振频率稳定，已经批量制备。");
        await world.AnnounceAsync(open, offer);
        await world.SettledAsync();
        await hidden.PutAsync($"/api/favourites/demand/{open.DemandId}", null, Cancel);
        (await world.GetAsync("/api/favourites", hidden)).GetRawText().ShouldContain(open.DemandId.ToString());
        (await world.GetAsync($"/api/matches?achievement={offer.AchievementId}", hidden)).GetRawText().ShouldContain(open.DemandId.ToString());

        // It was there, and is hidden from now on; a second one was hidden from the first day.
        var second = MatchingWorld.Demand("压电陶瓷换能器第二项", "需要压电陶瓷换能器，谐振频率稳定，能够批量制备。") with
        {
            HiddenFrom = [MatchingWorld.University],
        };
        await world.AnnounceAsync(open with { Version = world.NextVersion(), HiddenFrom = [MatchingWorld.University] }, second);
        await world.SettledAsync();
        var match = MatchId.Of(open.DemandId, offer.AchievementId);
        foreach (var demand in new[] { open.DemandId, second.DemandId })
        {
            foreach (
                var path in new[]
                {
                    "/api/search?q=压电陶瓷换能器",
                    "/api/search?q=压电陶瓷换能器&sort=newest&words=all",
                    "/api/search/suggest?q=压电",
                    $"/api/matches?achievement={offer.AchievementId}",
                    "/api/matches/inbox",
                    "/api/matches/inbox?box=strong",
                    "/api/favourites",
                    "/api/alerts",
                }
            )
                (await world.GetAsync(path, hidden)).GetRawText().ShouldNotContain(demand.ToString(), customMessage: path);
            foreach (var who in new[] { hidden, world.Visitor })
            {
                (await who.GetAsync($"/api/matches?demand={demand}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
                var pair = await who.GetAsync($"/api/matches?demand={demand}&achievement={offer.AchievementId}", Cancel);
                pair.StatusCode.ShouldBe(HttpStatusCode.NotFound);
                var report = new
                {
                    kind = "demand",
                    id = demand,
                    reason = "wrong",
                };
                (await who.PostAsJsonAsync("/api/reports", report, Cancel)).StatusCode.ShouldBeOneOf(
                    HttpStatusCode.NotFound,
                    HttpStatusCode.UnprocessableEntity
                );
            }
            (await hidden.PutAsync($"/api/favourites/demand/{demand}", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await world.GetAsync("/api/search?q=压电陶瓷换能器", other)).GetRawText().ShouldContain(demand.ToString());
        }
        foreach (var who in new[] { hidden, world.Visitor })
        {
            var page = await world.GetAsync("/api/search?q=压电陶瓷换能器&kind=demand", who);
            page.GetProperty("total").GetInt32().ShouldBe(0);
            page.GetProperty("facets").GetProperty("organisation").GetArrayLength().ShouldBe(0);
        }
        (await world.GetAsync("/api/search/suggest?q=压电陶瓷换能器第")).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await hidden.PostAsJsonAsync($"/api/matches/{match}/accept", new { }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await world.GetAsync($"/api/matches?demand={open.DemandId}", other)).GetRawText().ShouldNotContain(offer.AchievementId.ToString());
        (await world.GetAsync("/api/alerts", other)).GetRawText().ShouldContain(second.DemandId.ToString());
    }

    private Task KnownAsync() =>
        world.AnnounceAsync(
            Known(MatchingWorld.University, "示例大学"),
            Known(MatchingWorld.Company, Owner),
            Known(MatchingWorld.Stranger, "旁人试验公司")
        );

    private static OrganisationChanged Known(Guid id, string name) => new(id, 1, name, null, null, "company", "220100", "verified", false, false);

    private static DemandPublished Anonymous(string title, string content) =>
        MatchingWorld.Demand(title, content) with
        {
            OrganisationName = "",
            Region = "",
            Industry = null,
            Anonymous = true,
        };

    private static async Task SaveAsync(HttpClient person, object search)
    {
        using var answer = await person.PostAsJsonAsync("/api/saved-searches", search, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
    }
}
