namespace TechTransfer.Matching.Ranking;

/// <summary>What the model may look at, one number a pair; NaN when either side says nothing about it.</summary>
internal enum Feature
{
    /// <summary>BM25 of the whole demand over character bigrams, as a share of the highest possible score of that demand.</summary>
    TextBigrams,

    /// <summary>The same over words.</summary>
    TextWords,

    /// <summary>BM25 of the demand's title alone over bigrams, as a share.</summary>
    TitleBigrams,

    /// <summary>The same over words.</summary>
    TitleWords,

    /// <summary>Share of the achievement's title, weighted by idf, whose words stand in the demand.</summary>
    AchievementTitleWords,

    /// <summary>The same over bigrams.</summary>
    AchievementTitleBigrams,

    /// <summary>Cosine of both texts over bigrams.</summary>
    CosineBigrams,

    /// <summary>The same over words.</summary>
    CosineWords,

    /// <summary>How much both texts share, in terms of the highest rarity: not a share, so a long demand may reach more than a short one.</summary>
    SharedTerms,

    /// <summary>Share of the demand's title, weighted by idf, whose characters stand in the achievement.</summary>
    DemandTitleCharacters,

    /// <summary>Share of the achievement's title whose characters stand in the demand.</summary>
    AchievementTitleCharacters,

    /// <summary>Share of the achievement's title whose characters stand in the demand's title.</summary>
    AchievementTitleInTitle,

    /// <summary>Share of the demand's title whose characters stand in the achievement's title.</summary>
    DemandTitleInTitle,

    /// <summary>
    /// Cosine of the two positions in the topic space, less for short texts, whose position is uncertain: times n / (n + 20) for each side's n terms.
    /// </summary>
    Topics,

    /// <summary>
    /// Natural logarithm of the demand's number of terms. It orders no list of one demand; it is for the level: the longer a demand, the less the same
    /// likeness says.
    /// </summary>
    DemandLength,

    /// <summary>Wanted quantities: from −1 (all missed) to 1 (all met).</summary>
    Parameters,

    /// <summary>Levels of readiness that the achievement lacks of what is wanted; 0 when it is ready enough.</summary>
    Readiness,

    /// <summary>1 when both sides accept a common mode of cooperation, 0 when not.</summary>
    Modes,

    /// <summary>1 when price and budget overlap, else budget divided by price.</summary>
    Money,

    /// <summary>Common levels of the industry codes, 0 to 4.</summary>
    Industry,

    /// <summary>2 same city, 1 same province, 0 else.</summary>
    Region,

    /// <summary>Years since the older of both was last confirmed.</summary>
    Age,

    /// <summary>1 when a side is a thin row of an import.</summary>
    Incomplete,
}
