using System.Text.Json;

namespace TechTransfer.Browser.Tests.Harness;

/// <summary>
/// The demo province once it is filled, and what the pages show besides: a contract that waits for signatures, an import with refused rows.
/// </summary>
internal sealed record Scene(Guid Demand, Guid Achievement, Guid Deal, Guid Contract, Guid Draft, Guid Waiting, Guid Import)
{
    public const string Need = "厂房低频振动传到检测平台";
    public const string Technology = "精密气浮平台纳米级振动主动抑制技术";

    /// <summary>The main pages that need no sign-in.</summary>
    public IReadOnlyDictionary<string, string> Public =>
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["home"] = "/",
            ["search"] = "/search?q=" + Uri.EscapeDataString("振动"),
            ["need"] = $"/demands/{Demand}",
            ["technology"] = $"/achievements/{Achievement}",
            ["compare"] = $"/compare?demand={Demand}&achievement={Achievement}",
            ["figures"] = "/figures",
            ["signin"] = "/signin",
        };

    public static async Task<Scene> PlayAsync(Api api)
    {
        // The last thing the demo province does is that a broker asks about a match.
        await api.EventuallyAsync("/api/introductions?box=in", x => Items(x).Any(i => Is(i, "channel", "broker")), "demo-company");
        var deals = await api.GetAsync("/api/deals", "demo-company");
        var deal = Id(Items(deals).First(x => Is(x, "stage", "negotiating")));
        var contract = await api.PostAsync(
            $"/api/deals/{deal}/contract",
            "demo-company",
            new
            {
                type = "development",
                subtype = "commissioned",
                title = "针痕深度在线检测模块委托开发",
                value = new { amount = "1350000.00", currency = "CNY" },
                technicalValue = new { amount = "980000.00", currency = "CNY" },
            }
        );
        return new Scene(
            await FindAsync(api, "demand", Need),
            await FindAsync(api, "achievement", Technology),
            deal,
            Id(contract),
            Id(Items(await api.GetAsync("/api/demands/mine?state=draft", "demo-company")).First()),
            Id(Items(await api.GetAsync("/api/demands/mine?state=submitted", "demo-company")).First()),
            await api.UploadAsync("/api/demands/imports", "demo-company", "needs.csv", RowsWithMistakes)
        );
    }

    /// <summary>One row that can be taken and two that cannot, so that the report has something to say.</summary>
    private const string RowsWithMistakes =
        "title,content,modes,trlWanted\n晶圆搬运机械手末端的静电消除,搬运薄片晶圆时静电吸附导致碎片,service,6\n,没有标题的一行,service,6\n成熟度写错的一行,搬运薄片晶圆时静电吸附导致碎片,service,十二\n";

    private static async Task<Guid> FindAsync(Api api, string kind, string title)
    {
        var found = await api.GetAsync($"/api/search?kind={kind}&q={Uri.EscapeDataString(title)}");
        return Id(Items(found).First(x => Is(x, "title", title)));
    }

    private static Guid Id(JsonElement element) => element.GetProperty("id").GetGuid();

    private static IEnumerable<JsonElement> Items(JsonElement answer) => answer.GetProperty("items").EnumerateArray();

    private static bool Is(JsonElement element, string property, string value) => element.GetProperty(property).GetString() == value;
}
