using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TechTransfer.IntegrationEvents;

namespace TechTransfer.Matching.Tests;

/// <summary>
/// What may never stand in a list, whatever it scores: one's own organisation's, expired and withdrawn listings, what is hidden from the reader or from the other
/// side, and what the reader declined. Checked against a
/// model of a generated market in which everybody offers and wants the same, so nothing else keeps a pair away.
/// </summary>
public sealed class HardConstraintsTests(MatchingWorld world) : IClassFixture<MatchingWorld>
{
    private const int EachKind = 12;
    private static readonly Guid[] Organisations = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];
    private static readonly string[] Fates = ["stays", "stays", "stays", "expired", "closing", "withdrawn", "late"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private sealed record Listing(Guid Id, bool IsDemand, Guid Organisation, string Fate, bool Anonymous, Guid? HiddenFrom)
    {
        public bool IsPublic => Fate is "stays";

        /// <param name="reader">Empty: a visitor.</param>
        public bool MayBeKnownTo(Guid reader) => HiddenFrom is not { } hidden || reader != Guid.Empty && reader != hidden;
    }

    [Fact]
    public async Task Lists_hold_every_pair_that_is_allowed_and_none_that_is_not()
    {
        // Always the same market, so that a failure can be looked at again.
        var random = new Random(20261127);
        var market = Enumerable
            .Range(0, 2 * EachKind)
            .Select(i => (IsDemand: i < EachKind, Owner: random.Next(Organisations.Length), Fate: Fates[random.Next(Fates.Length)]))
            .Select(
                (x, i) =>
                    new Listing(
                        Guid.CreateVersion7(),
                        x.IsDemand,
                        Organisations[x.Owner],
                        x.Fate,
                        x.IsDemand && i % 3 == 0,
                        x.IsDemand && i % 4 == 1 ? Organisations[(x.Owner + 1) % Organisations.Length] : null
                    )
            )
            .ToList();
        await world.AnnounceAsync([
            .. Organisations.Select(
                (x, i) => new OrganisationChanged(x, 1, $"试验单位{i}", null, null, "company", "220100", "verified", false, false)
            ),
        ]);
        await world.AnnounceAsync([.. market.SelectMany(Announcements)]);
        await world.SettledAsync();
        market.Count(x => x.IsPublic).ShouldBeInRange(6, 2 * EachKind - 6);
        var declined = await DeclineSomeAsync(market);

        foreach (var reader in Organisations.Append(Guid.Empty))
        {
            var client = reader == Guid.Empty ? world.Visitor : world.As(reader, "manager");
            foreach (var listing in market)
            {
                var answer = await client.GetAsync($"/api/matches?{(listing.IsDemand ? "demand" : "achievement")}={listing.Id}&limit=100", Cancel);
                if (!listing.IsPublic || !listing.MayBeKnownTo(reader))
                {
                    answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, listing.Fate);
                    continue;
                }
                var expected = market
                    .Where(x => Allowed(listing, x) && x.MayBeKnownTo(reader) && !declined.Contains((reader, Pair(listing, x))))
                    .Select(x => x.Id);
                var items = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("items").EnumerateArray();
                items.Select(x => x.GetProperty("listing").GetProperty("id").GetGuid()).ShouldBe(expected, ignoreOrder: true);
            }
            if (reader != Guid.Empty)
                await ShouldHoldInInboxAsync(client, reader, market, declined);
        }
    }

    private async Task<HashSet<(Guid Reader, Guid Pair)>> DeclineSomeAsync(List<Listing> market)
    {
        var declined = new HashSet<(Guid, Guid)>();
        foreach (var own in Organisations)
            if (
                market
                    .Where(x => x.IsPublic && x.Organisation == own)
                    .SelectMany(x => market.Where(other => Allowed(x, other)).Select(other => (Own: x, Other: other)))
                    .FirstOrDefault() is
                { Own: not null } first
            )
            {
                var pair = Pair(first.Own, first.Other);
                using var answer = await world.As(own, "manager").PostAsJsonAsync($"/api/matches/{pair}/decline", new { reason = "other" }, Cancel);
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                declined.Add((own, pair));
            }
        declined.Count.ShouldBeGreaterThan(1);
        return declined;
    }

    private async Task ShouldHoldInInboxAsync(HttpClient client, Guid reader, List<Listing> market, HashSet<(Guid, Guid)> declined)
    {
        var byId = market.ToDictionary(x => x.Id);
        foreach (var box in new[] { "new", "strong" })
        foreach (var item in (await world.GetAsync("/api/matches/inbox?box=" + box, client)).GetProperty("items").EnumerateArray())
        {
            var demand = byId[item.GetProperty("demand").GetProperty("id").GetGuid()];
            var achievement = byId[item.GetProperty("achievement").GetProperty("id").GetGuid()];
            (demand.IsPublic && Allowed(demand, achievement)).ShouldBeTrue();
            (demand.Organisation == reader || achievement.Organisation == reader).ShouldBeTrue();
            declined.ShouldNotContain((reader, Pair(demand, achievement)));
        }
    }

    private static bool Allowed(Listing listing, Listing other) =>
        other.IsPublic
        && other.IsDemand != listing.IsDemand
        && other.Organisation != listing.Organisation
        && listing.HiddenFrom != other.Organisation
        && other.HiddenFrom != listing.Organisation;

    private static Guid Pair(Listing one, Listing other) => one.IsDemand ? MatchId.Of(one.Id, other.Id) : MatchId.Of(other.Id, one.Id);

    private static IEnumerable<IIntegrationEvent> Announcements(Listing listing)
    {
        const string Text = "镁合金轮毂的半固态压铸工艺，屈服强度高，已批量生产。";
        var (now, later) = (DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddYears(1));
        var until = listing.Fate == "expired" ? now.AddMinutes(-1) : later;
        IIntegrationEvent Published(long version) =>
            listing.IsDemand
                ? MatchingWorld.Demand("镁合金轮毂半固态压铸", Text, version, listing.Id, listing.Organisation) with
                {
                    ValidUntil = until,
                    // A demand that nobody can answer in time has expired too.
                    Deadline = listing.Fate == "closing" ? now.AddMinutes(-1) : null,
                    Anonymous = listing.Anonymous,
                    HiddenFrom = listing.HiddenFrom is { } hidden ? [hidden] : null,
                }
                : MatchingWorld.Achievement("镁合金轮毂半固态压铸", Text, version, listing.Id, listing.Organisation) with
                {
                    ValidUntil = listing.Fate == "closing" ? now.AddSeconds(-1) : until,
                };
        IIntegrationEvent Closed(long version) =>
            listing.IsDemand
                ? new DemandClosed(listing.Id, version, "withdrawn", null)
                : new AchievementClosed(listing.Id, version, "withdrawn", null);
        yield return Published(1);
        if (listing.Fate is "withdrawn" or "late")
            yield return Closed(3);
        // An older announcement that comes late brings nothing back.
        if (listing.Fate == "late")
            yield return Published(2);
    }
}
