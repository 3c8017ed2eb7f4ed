namespace TechTransfer.Matching.Ranking;

/// <summary>The wanted quantities of a demand, each beside what the achievement offers of it.</summary>
internal static class ParameterRows
{
    public static IReadOnlyList<ParameterRow> Of(PreparedListing demand, PreparedListing achievement) =>
        [.. QuantityComparison.Compare(demand, achievement).Select(Row)];

    private static ParameterRow Row(QuantityComparison.Comparison comparison)
    {
        var (wanted, offered, verdict) = comparison;
        var detail = verdict switch
        {
            ParameterVerdict.Met => new Localised(
                $"{wanted.Name}：要求 {wanted.Text}，提供 {offered!.Text}，满足",
                $"{wanted.Name}: wants {wanted.Text}, offers {offered.Text}, met"
            ),
            ParameterVerdict.Near => new(
                $"{wanted.Name}：要求 {wanted.Text}，提供 {offered!.Text}，接近",
                $"{wanted.Name}: wants {wanted.Text}, offers {offered.Text}, close"
            ),
            ParameterVerdict.Missed => new(
                $"{wanted.Name}：要求 {wanted.Text}，仅 {offered!.Text}",
                $"{wanted.Name}: wants {wanted.Text}, offers only {offered.Text}"
            ),
            _ => new($"{wanted.Name}：要求 {wanted.Text}，成果未说明", $"{wanted.Name}: wants {wanted.Text}, not stated by the achievement"),
        };
        return new(wanted.Name, wanted.Text, offered?.Text, verdict, detail);
    }
}
