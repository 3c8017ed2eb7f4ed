using System.Text.Json;

namespace TechTransfer.Gateway.Demo;

/// <summary>Introductions on real matches between the demo company's demands and the demo university's achievements, one of them up to a signed contract.</summary>
internal sealed class DemoDeals(DemoClient university, DemoClient company, DemoClient broker)
{
    /// <summary>How many pairs the sample has something to tell of.</summary>
    private const int Stories = 4;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if ((await company.ItemsAsync("/api/introductions", cancellationToken)).Count > 0)
            return;
        var pairs = await FillDemoProvince.EventuallyAsync(() => PairsAsync(cancellationToken), x => x.Count >= Stories, cancellationToken);
        await SignAsync(
            await AcceptedAsync(pairs[0], "我们下季度要在两台样机上验证，想先看实测数据，并讨论许可方式。", cancellationToken),
            cancellationToken
        );
        await NegotiateAsync(
            await AcceptedAsync(pairs[1], "请介绍在线检测的节拍和样本要求，方便的话下周到校交流。", cancellationToken),
            cancellationToken
        );
        await AskAsync(university, pairs[2], "课题组已有同类平台的诊断经验，可以先做一次现场测试。", cancellationToken);
        await AskAsync(broker, pairs[3], "双方指标接近，建议先开一次线上对接会。", cancellationToken);
    }

    /// <summary>The best match of each of the company's demands with one of the university's achievements, then second best ones.</summary>
    private async Task<IReadOnlyList<Guid>> PairsAsync(CancellationToken cancellationToken)
    {
        var universityId = (await university.GetAsync("/api/identity/me", cancellationToken)).GetProperty("organisation").GetProperty("id").GetGuid();
        var demands = await company.ItemsAsync("/api/demands/mine?state=published", cancellationToken);
        var matches = new List<(int Rank, Guid Match)>();
        foreach (var demand in demands)
        {
            var path = $"/api/matches?limit=50&demand={demand.GetProperty("id").GetGuid()}";
            // Others' achievements may be matched a moment earlier than the university's.
            var items = await FillDemoProvince.EventuallyAsync(() => FindAsync(path, cancellationToken), x => x.Any(IsTheirs), cancellationToken);
            matches.AddRange(items.Where(IsTheirs).Select((x, rank) => (rank, x.GetProperty("id").GetGuid())).Take(2));
        }
        return [.. matches.OrderBy(x => x.Rank).Select(x => x.Match)];

        bool IsTheirs(JsonElement match) => match.GetProperty("listing").GetProperty("organisation").GetProperty("id").GetGuid() == universityId;
    }

    /// <summary>Empty while Matching does not know the demand yet.</summary>
    private async Task<IReadOnlyList<JsonElement>> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await company.ItemsAsync(path, cancellationToken);
        }
        catch (HttpRequestException)
        {
            return [];
        }
    }

    /// <summary>Contracts hears of a match a moment after Matching shows it; until then it knows no such match and refuses.</summary>
    private static async Task<Guid> AskAsync(DemoClient asking, Guid match, string message, CancellationToken cancellationToken)
    {
        var introduction = await FillDemoProvince.EventuallyAsync(
            async () =>
            {
                try
                {
                    return await asking.PostAsync("/api/introductions", new { matchId = match, message }, cancellationToken, once: $"demo-{match}");
                }
                catch (HttpRequestException)
                {
                    return default;
                }
            },
            x => x.ValueKind == JsonValueKind.Object,
            cancellationToken
        );
        return introduction.GetProperty("id").GetGuid();
    }

    private async Task<Guid> AcceptedAsync(Guid match, string message, CancellationToken cancellationToken)
    {
        var introduction = await AskAsync(company, match, message, cancellationToken);
        var accepted = await university.PostAsync($"/api/introductions/{introduction}/accept", new { }, cancellationToken);
        return accepted.GetProperty("dealId").GetGuid();
    }

    private Task NegotiateAsync(Guid deal, CancellationToken cancellationToken) =>
        university.PostAsync($"/api/deals/{deal}/stage", new { stage = "negotiating", nextStep = "发送技术方案和报价" }, cancellationToken);

    private async Task SignAsync(Guid deal, CancellationToken cancellationToken)
    {
        var contract = await university.PostAsync(
            $"/api/deals/{deal}/contract",
            new
            {
                type = "licence",
                subtype = "patent",
                title = "精密平台主动隔振技术专利实施许可合同（示例）",
                value = new { amount = "860000.00", currency = "CNY" },
                technicalValue = new { amount = "720000.00", currency = "CNY" },
            },
            cancellationToken
        );
        var path = $"/api/contracts/{contract.GetProperty("id").GetGuid()}/sign";
        var body = new { sha256 = contract.GetProperty("sha256").GetString() };
        await company.PostAsync(path, body, cancellationToken);
        await university.PostAsync(path, body, cancellationToken);
    }
}
