using System.Globalization;

namespace TechTransfer.Matching.Ranking;

/// <summary>What the ranker says, in Chinese and English.</summary>
internal static class Sentences
{
    private const int QuotedTerms = 3;

    /// <summary>From this value of the part on, two texts without a common passage are said to be about related topics.</summary>
    private const double RelatedTopics = 0.2;

    public static Localised Base { get; } = new("所有配对的起点", "Where every pair starts");

    public static Localised Detail(Feature feature, double value)
    {
        var percent = (100 * value).ToString("0", CultureInfo.InvariantCulture) + " %";
        var number = value.ToString("0.#", CultureInfo.InvariantCulture);
        return feature switch
        {
            Feature.TextBigrams => new($"需求全文的字词在成果中的占比 {percent}", $"{percent} of what the demand's characters could score"),
            Feature.TextWords => new($"需求全文的词语在成果中的占比 {percent}", $"{percent} of what the demand's words could score"),
            Feature.TitleBigrams => new($"需求标题的字词在成果中的占比 {percent}", $"{percent} of what the demand's title could score by characters"),
            Feature.TitleWords => new($"需求标题的词语在成果中的占比 {percent}", $"{percent} of what the demand's title could score by words"),
            Feature.AchievementTitleWords => new(
                $"成果标题的词语有 {percent} 出现在需求中",
                $"{percent} of the achievement's title words stand in the demand"
            ),
            Feature.AchievementTitleBigrams => new(
                $"成果标题的字词有 {percent} 出现在需求中",
                $"{percent} of the achievement's title characters stand in the demand"
            ),
            Feature.DemandTitleInTitle => new(
                $"需求标题的文字有 {percent} 出现在成果标题中",
                $"{percent} of the demand's title stands in the achievement's title"
            ),
            Feature.Topics => new($"主题相近程度 {percent}", $"Topics are {percent} alike"),
            Feature.DemandLength => new(
                $"需求约有 {Math.Exp(value):0} 个不同的字词；需求越长，同样的相似程度说明得越少",
                string.Create(CultureInfo.InvariantCulture, $"The demand has {Math.Exp(value):0} terms; the longer, the less the same likeness says")
            ),
            Feature.CosineBigrams => new($"全文用字相近程度 {percent}", $"The texts' characters are {percent} alike"),
            Feature.CosineWords => new($"全文用词相近程度 {percent}", $"The texts' words are {percent} alike"),
            Feature.SharedTerms => new($"共有内容相当于 {number} 个少见的词", $"They share as much as {number} rare terms"),
            Feature.DemandTitleCharacters => new(
                $"需求标题的文字有 {percent} 出现在成果中",
                $"{percent} of the demand's title stands in the achievement"
            ),
            Feature.AchievementTitleCharacters => new(
                $"成果标题的文字有 {percent} 出现在需求中",
                $"{percent} of the achievement's title stands in the demand"
            ),
            Feature.AchievementTitleInTitle => new(
                $"成果标题的文字有 {percent} 出现在需求标题中",
                $"{percent} of the achievement's title stands in the demand's title"
            ),
            Feature.Parameters => new($"指标满足程度 {number}（−1 全不满足，1 全满足）", $"Wanted quantities: {number} (−1 all missed, 1 all met)"),
            Feature.Readiness when value > 0 => new($"成熟度比要求低 {number} 级", $"{number} levels of readiness short"),
            Feature.Readiness => new("成熟度达到要求", "Ready enough"),
            Feature.Modes => value > 0 ? new("合作方式一致", "A common mode of cooperation") : new("合作方式不同", "No common mode of cooperation"),
            Feature.Money => value >= 1
                ? new("价格在预算之内", "The price is within the budget")
                : new($"预算只有价格的 {percent}", $"The budget is {percent} of the price"),
            Feature.Industry => new($"行业代码共有 {number} 级", $"{number} common levels of the industry code"),
            Feature.Region => value >= 2 ? new("同城", "Same city")
            : value >= 1 ? new("同省", "Same province")
            : new("不同省份", "Different provinces"),
            Feature.Age => new($"两条信息的确认时间相差 {number} 年", $"Confirmed {number} years apart"),
            _ => value > 0 ? new("有一方信息不完整", "One side is incomplete") : new("双方信息完整", "Both sides are complete"),
        };
    }

    public static IReadOnlyList<Localised> Negatives(PreparedListing demand, PreparedListing achievement, IReadOnlyList<ParameterRow> rows)
    {
        var negatives = new List<Localised>();
        negatives.AddRange(rows.Where(row => row.Verdict == ParameterVerdict.Missed).Select(row => row.Detail));
        if (demand.Trl is { } wanted && achievement.Trl is { } offered && offered < wanted)
            negatives.Add(new($"要求技术成熟度 {wanted} 级，成果为 {offered} 级", $"Wants TRL {wanted}, offered {offered}"));
        if (FactComparison.Modes(demand.Modes, achievement.Modes) == 0)
            negatives.Add(new("双方没有共同的合作方式", "No common mode of cooperation"));
        if (FactComparison.Money(demand, achievement) is < 1 and var share)
            negatives.Add(
                new($"预算只有报价的 {100 * share:0} %", string.Create(CultureInfo.InvariantCulture, $"The budget is {100 * share:0} % of the price"))
            );
        if (achievement.Incomplete)
            negatives.Add(new("成果信息不完整", "The achievement's entry is incomplete"));
        if (demand.Incomplete)
            negatives.Add(new("需求信息不完整", "The demand's entry is incomplete"));
        return negatives;
    }

    /// <summary>A topic is called related only where the topic space says so, and a listing that says nothing is not compared with anything.</summary>
    /// <param name="topics">The feature; NaN without a topic space.</param>
    public static Localised WithoutSharedTerms(PreparedListing demand, PreparedListing achievement, double topics) =>
        demand.Bigrams.Count == 0 ? new("需求没有可以比较的文字", "The demand has no text to compare")
        : achievement.Bigrams.Count == 0 ? new("成果没有可以比较的文字", "The achievement has no text to compare")
        : topics >= RelatedTopics ? new("用词不同，主题相近", "Different words, related topic")
        : new("没有共同的关键词", "No telling words in common");

    /// <param name="about">What to say of the texts when they share no passage; see <see cref="WithoutSharedTerms"/>.</param>
    public static Localised Reason(
        IReadOnlyList<SharedTerm> shared,
        Localised about,
        IReadOnlyList<ParameterRow> rows,
        IReadOnlyList<Localised> negatives
    )
    {
        var terms = shared.Take(QuotedTerms).Select(term => term.Term).ToList();
        var zh = new List<string> { terms.Count > 0 ? "都涉及" + string.Concat(terms.Select(term => $"“{term}”")) : about.Zh };
        var en = new List<string> { terms.Count > 0 ? "Both are about " + string.Join(", ", terms.Select(term => $"“{term}”")) : about.En };
        var met = rows.Where(row => row.Verdict == ParameterVerdict.Met).Select(row => row.Name).ToList();
        if (met.Count > 0)
        {
            zh.Add($"{string.Join('、', met)}达到要求");
            en.Add($"{string.Join(", ", met)} as wanted");
        }
        if (negatives.Count > 0)
        {
            zh.Add("但" + negatives[0].Zh);
            en.Add("but: " + negatives[0].En);
        }
        return new(string.Join("；", zh) + "。", string.Join("; ", en) + ".");
    }
}
