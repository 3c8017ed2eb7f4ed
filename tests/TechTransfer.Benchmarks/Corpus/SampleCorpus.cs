using System.Globalization;

namespace TechTransfer.Benchmarks.Corpus;

/// <summary>
/// Listings by number, written for this project: Chinese sentences around the terms of a topic, with numbers and units. Listing n is the same in every
/// corpus, so a larger corpus holds the smaller one.
/// </summary>
internal sealed class SampleCorpus
{
    public const int Organisations = 400;
    private const int Seed = 20_260_101;

    private static readonly string[] Summaries =
    [
        "针对{0}在{1}过程中性能波动大的问题，提出{2}与{3}协同的{4}，批次稳定性明显提高，已在{5}中完成验证。",
        "面向{5}需求，采用{0}和{1}制备{4}，在{2}条件下连续运行 {n} h 后性能保持率不低于 {p} %。",
        "以{0}为主要原料，经{1}、{2}和{3}获得{4}，与同类产品相比能耗降低 {q} %，成本下降约 {r} %。",
        "突破了{0}、{1}两项关键技术，形成从{2}到{3}的成套{4}，可直接用于{5}改造。",
        "建立{0}与{1}的耦合模型，给出{2}的工艺窗口，据此研制的{4}在{5}现场试用 {n} h 未见失效。",
    ];

    private static readonly string[] Bodies =
    [
        "现有{0}普遍依赖进口，供货周期长，{1}环节的合格率只有 {p} %。",
        "通过调控{0}的微观结构，使{1}的强度提高到 {n} MPa，同时保持良好的韧性。",
        "在 {t} ℃ 下处理 {h} h，{0}的残余应力下降 {q} %，{1}的尺寸精度达到 {m} μm。",
        "系统由{0}、{1}和{2}三部分组成，单机功率 {k} kW，占地约 {s} m²。",
        "采用在线监测与{0}反馈控制，{1}波动小于 {r} %，人工干预次数减少一半以上。",
        "该{2}已完成{0}小试和{1}中试，累计处理物料 {s} t，质量指标符合行业标准。",
        "与{0}路线相比，{1}路线不使用有机溶剂，废水排放减少 {q} %。",
        "关键部件{0}的寿命由 {h} h 提高到 {n} h，{1}更换周期延长三倍。",
    ];

    private static readonly string[] Needs =
    [
        "我公司生产{5}，目前{0}的{1}合格率偏低，希望引进{2}相关的{4}，解决{3}不稳定的问题。",
        "需要一种适用于{0}的{4}，能够在 {t} ℃ 下稳定工作，{1}与{2}满足批量生产要求。",
        "现有{5}采用{0}，能耗高、{1}污染重，拟寻求以{2}替代的{4}，要求与现有产线兼容。",
        "寻求{0}、{1}方面的合作团队，共同开发{4}，目标是{2}指标达到国内先进水平。",
    ];

    private static readonly string[] Applications = Split(
        "汽车零部件 轨道交通 航空结构件 医疗器械 半导体制造 新能源电池 精细化工 农机装备 食品加工 生物制药 环境治理 光学仪器 石油装备 建筑材料 冶金生产线 智能仓储"
    );

    private static readonly (string Name, string Unit)[] Measures =
    [
        ("抗拉强度", "MPa"),
        ("工作温度", "℃"),
        ("尺寸精度", "μm"),
        ("功率", "kW"),
        ("效率", "%"),
        ("寿命", "h"),
        ("厚度", "mm"),
        ("处理能力", "t"),
        ("浓度", "mg/L"),
        ("能量密度", "Wh/kg"),
    ];

    private static readonly string[] Fields = Split("新材料 先进制造 生物医药 电子信息 现代农业 新能源 节能环保 光电子");
    private static readonly string[] Modes = Split("transfer licence equity joint commission service consulting");

    private static readonly string[] Industries = Split("C2659 C3453 C2770 C3823 C3985 C2614 C3572 C1495 C2720 C3670 A0111 M7320 C3311 C3130 N7722");

    private static readonly string[] Regions = Split(
        "220102 220103 220104 220105 220106 220202 220203 220204 220302 220402 220502 220602 220702 220802 222401"
    );

    private readonly Topics _topics = new(3_000, Seed);

    public SampleListing Achievement(int number) => Make(number, isDemand: false);

    public SampleListing Demand(int number) => Make(number, isDemand: true);

    private SampleListing Make(int number, bool isDemand)
    {
        var random = new Random(HashCode(number, isDemand));
        var topic = random.Next(_topics.Count);
        var application = Applications[random.Next(Applications.Length)];
        var thing = _topics.ThingOf(topic);
        var title = isDemand
            ? $"{Term()}用{Term()}{thing}的技术需求"
            : $"{(random.Next(3) == 0 ? "基于" + Term() + "的" : "")}{Term()}{Term()}{thing}";
        var summaries = isDemand ? Needs : Summaries;
        var price = (long)(Math.Pow(random.NextDouble(), 3) * 900 + 5) * 1_000_000;
        return new SampleListing(
            number,
            isDemand,
            random.Next(Organisations),
            title,
            Sentence(summaries[random.Next(summaries.Length)]),
            string.Concat(Enumerable.Range(0, 3 + random.Next(4)).Select(_ => Sentence(Bodies[random.Next(Bodies.Length)]))),
            application,
            [.. Enumerable.Range(0, 1 + random.Next(4)).Select(_ => Parameter())],
            [.. Enumerable.Range(0, 3).Select(_ => Term()).Distinct(StringComparer.Ordinal)],
            Fields[topic % Fields.Length],
            Industries[topic % Industries.Length],
            Regions[random.Next(Regions.Length)],
            1 + random.Next(9),
            [.. Modes.Where(_ => random.Next(3) == 0).DefaultIfEmpty("joint")],
            price,
            price + price / 2
        );

        // One term in six is of another topic: no listing is about one thing alone.
        string Term() => _topics.TermOf(random.Next(6) == 0 ? random.Next(_topics.Count) : topic, random);

        string Sentence(string template) =>
            Numbers(string.Format(CultureInfo.InvariantCulture, Escape(template), Term(), Term(), Term(), Term(), thing, application));

        string Numbers(string text) =>
            text.Replace("{n}", Between(200, 5000), StringComparison.Ordinal)
                .Replace("{p}", Between(60, 99), StringComparison.Ordinal)
                .Replace("{q}", Between(5, 60), StringComparison.Ordinal)
                .Replace("{r}", Between(1, 30), StringComparison.Ordinal)
                .Replace("{t}", Between(20, 1600), StringComparison.Ordinal)
                .Replace("{h}", Between(1, 200), StringComparison.Ordinal)
                .Replace("{m}", Between(1, 80), StringComparison.Ordinal)
                .Replace("{k}", Between(2, 300), StringComparison.Ordinal)
                .Replace("{s}", Between(10, 900), StringComparison.Ordinal);

        string Between(int low, int high) => random.Next(low, high).ToString(CultureInfo.InvariantCulture);

        SampleParameter Parameter()
        {
            var (name, unit) = Measures[random.Next(Measures.Length)];
            return new(name, isDemand ? ">=" : "=", Between(1, 2000), unit);
        }
    }

    /// <summary>Leaves the digits' placeholders for <see cref="string.Format(string, object[])"/> and hides those of numbers from it.</summary>
    private static string Escape(string template)
    {
        foreach (var letter in "npqrthmks")
            template = template.Replace("{" + letter + "}", "{{" + letter + "}}", StringComparison.Ordinal);
        return template;
    }

    /// <summary>Not <see cref="System.HashCode"/>, which differs from run to run.</summary>
    private static int HashCode(int number, bool isDemand) => unchecked(number * 2_654_435 + (isDemand ? 7_919 : 0) + Seed);

    private static string[] Split(string words) => words.Split(' ');
}
