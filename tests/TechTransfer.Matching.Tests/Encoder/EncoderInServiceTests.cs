using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TechTransfer.Hosting;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Encoder;
using TechTransfer.Matching.Indexing;
using TechTransfer.Matching.Ranking;
using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests.Encoder;

/// <summary>An encoder that the operator brings takes the place of the topic space, and gives it back.</summary>
public sealed class EncoderInServiceTests : IDisposable
{
    private const string Setting = "Matching:Embedder=";
    private readonly string _folder = Directory.CreateTempSubdirectory("encoder-").FullName;

    /// <summary>Nothing but what these texts mean speaks for one or the other achievement.</summary>
    private readonly DemandPublished _demand = MatchingWorld.Demand("猫猫", "猫猫猫猫猫猫") with { Targets = [] };

    private readonly AchievementPublished _near = MatchingWorld.Achievement("喵喵", "喵喵喵喵喵喵") with { Parameters = [], Keywords = [] };
    private readonly AchievementPublished _far = MatchingWorld.Achievement("稻稻", "稻稻稻稻稻稻") with { Parameters = [], Keywords = [] };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public Task On_Lucene() => ComesStaysAndGoesAsync([]);

    [Fact]
    public async Task On_Elasticsearch()
    {
        Assert.SkipWhen(ElasticsearchBackend.Address is null, ElasticsearchBackend.Absent);
        var index = $"matching-{Guid.NewGuid():N}";
        try
        {
            await ComesStaysAndGoesAsync(ElasticsearchBackend.Settings(index).Select(x => x.TrimStart('-')));
        }
        finally
        {
            await ElasticsearchBackend.DeleteAsync(index);
        }
    }

    private async Task ComesStaysAndGoesAsync(IEnumerable<string> engine)
    {
        TinyEncoder.Write(_folder, 96, 1, ["猫", "喵"], ["稻", "麦"]);
        // The setting is changed in place between two starts.
        string[] settings = [Setting + _folder, .. engine];
        await using var world = new MatchingWorld { Settings = settings };
        await world.InitializeAsync();
        await world.AnnounceAsync(_demand, _near, _far);
        await SettledAsync(world);
        var first = await MatchesAsync(world);
        first.Keys.ShouldContain(_near.AchievementId, "no term is shared, so the encoder found it");
        first[_near.AchievementId].Topics.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (first.GetValueOrDefault(_far.AchievementId)?.Topics ?? 0).ShouldBeLessThan(first[_near.AchievementId].Topics!.Value);
        var (generation, stored) = (Current(world), await StoredAsync(world));
        await ShouldBeEncodedByAsync(stored, _folder);

        // The same model again changes nothing.
        await world.RestartAsync();
        (await MatchesAsync(world)).ShouldBe(first, ignoreOrder: true);
        Current(world).Number.ShouldBe(generation.Number);
        ShouldBeSame(await StoredAsync(world), stored);

        // In another model, of another size, demand and achievement are about different things.
        TinyEncoder.Write(_folder, 192, 2, ["猫", "稻"], ["喵", "麦"]);
        await world.RestartAsync();
        await SettledAsync(world);
        Current(world).Number.ShouldBeGreaterThan(generation.Number);
        var second = await MatchesAsync(world);
        second[_far.AchievementId].Topics.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (second.GetValueOrDefault(_near.AchievementId)?.Topics ?? 0).ShouldBeLessThan(second[_far.AchievementId].Topics!.Value);
        (generation, stored) = (Current(world), await StoredAsync(world));
        await ShouldBeEncodedByAsync(stored, _folder);

        // A broken one ends the start, and what is stored stays: with the model of before everything is as it was.
        var model = Path.Combine(_folder, "model.onnx");
        var whole = await File.ReadAllBytesAsync(model, Cancel);
        await File.WriteAllBytesAsync(model, whole[..^50], Cancel);
        (await Should.ThrowAsync<WrongSettingException>(world.RestartAsync)).Message.ShouldStartWith(
            $"Matching:Embedder, {_folder}, cannot be used: model.onnx "
        );
        await File.WriteAllBytesAsync(model, whole, Cancel);
        await world.RestartAsync();
        (await MatchesAsync(world)).ShouldBe(second, ignoreOrder: true);
        Current(world).Number.ShouldBe(generation.Number);
        ShouldBeSame(await StoredAsync(world), stored);

        // Without the setting words are compared again, and nothing of the encoder is left.
        settings[0] = Setting;
        await world.RestartAsync();
        await SettledAsync(world);
        Current(world).Number.ShouldBeGreaterThan(generation.Number);
        Current(world).Space.ShouldBeNull("three listings have no topics of their own");
        (await StoredAsync(world)).Values.ShouldAllBe(x => x.Encoded == null);
        (await MatchesAsync(world)).Values.ShouldAllBe(x => x.Topics == null);
        (await world.GetAsync("/api/search?q=喵喵")).GetProperty("total").GetInt64().ShouldBe(1);
    }

    private sealed record Match(double? Topics, double Score);

    private async Task<Dictionary<Guid, Match>> MatchesAsync(MatchingWorld world)
    {
        var answer = await world.GetAsync($"/api/matches?demand={_demand.DemandId}");
        return answer
            .GetProperty("items")
            .EnumerateArray()
            .ToDictionary(
                x => x.GetProperty("listing").GetProperty("id").GetGuid(),
                x => new Match(
                    x.GetProperty("parts")
                        .EnumerateArray()
                        .Where(part => part.GetProperty("name").GetString() == "topics")
                        .Select(part => (double?)part.GetProperty("contribution").GetDouble())
                        .SingleOrDefault(),
                    x.GetProperty("score").GetDouble()
                )
            );
    }

    /// <summary>Nothing waits, and what is stored was prepared and scored under the generation of now.</summary>
    private static Task SettledAsync(MatchingWorld world) =>
        TestApp.EventuallyAsync(
            async () =>
            {
                await world.App.Services.GetRequiredService<Generations>().GetAsync(Cancel);
                await using var scope = world.App.Services.CreateAsyncScope();
                var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
                var now = Current(world);
                return now.Requeue is null
                    && await db.Prepared.CountAsync(Cancel) == 3
                    && !await db.IndexWork.AnyAsync(Cancel)
                    && !await db.Matches.AnyAsync(x => x.Generation != now.Number, Cancel);
            },
            settled => settled,
            TimeSpan.FromSeconds(90)
        );

    private static async Task<Dictionary<Guid, PreparedListing>> StoredAsync(MatchingWorld world)
    {
        await using var scope = world.App.Services.CreateAsyncScope();
        var rows = await scope.ServiceProvider.GetRequiredService<MatchingDbContext>().Prepared.AsNoTracking().ToListAsync(Cancel);
        return rows.ToDictionary(x => x.ListingId, x => PreparedListing.FromBytes(x.Bytes));
    }

    private async Task ShouldBeEncodedByAsync(Dictionary<Guid, PreparedListing> stored, string folder)
    {
        using var encoder = await Task.Run(() => OnnxTextEncoder.Load(folder), Cancel);
        foreach (
            var (id, text) in new[]
            {
                (_demand.DemandId, "猫猫\n猫猫猫猫猫猫"),
                (_near.AchievementId, "喵喵\n喵喵喵喵喵喵"),
                (_far.AchievementId, "稻稻\n稻稻稻稻稻稻"),
            }
        )
        {
            var encoded = stored[id].Encoded.ShouldNotBeNull();
            encoded.Encoder.ShouldBe(encoder.Name);
            Vectors.Dot(encoded.Vector, encoder.Encode(text)!).ShouldBe(1, 1e-3);
        }
    }

    private static void ShouldBeSame(Dictionary<Guid, PreparedListing> now, Dictionary<Guid, PreparedListing> before)
    {
        now.Keys.ShouldBe(before.Keys, ignoreOrder: true);
        foreach (var (id, listing) in now)
            listing.ToBytes().ShouldBe(before[id].ToBytes());
    }

    private static Generation Current(MatchingWorld world) => world.App.Services.GetRequiredService<Generations>().CurrentOrNull!;
}
