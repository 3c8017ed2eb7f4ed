namespace TechTransfer.Matching.Analysis;

/// <summary>
/// A number with its unit as an interval in the base unit of what it measures, so that 0.05 mm and 50 μm are the same.
/// An open side is infinite: "≥ 99.9 %" is [99.9, ∞).
/// </summary>
/// <param name="Dimension">What it measures ("length", "pressure", "percent" …); empty for a bare number.</param>
/// <param name="Min">Lowest value in the dimension's base unit.</param>
/// <param name="Max">Highest value in the dimension's base unit.</param>
/// <param name="Text">As written: "≥ 99.9 %".</param>
/// <param name="Start">First UTF-16 code unit in the original text.</param>
/// <param name="End">Behind the last UTF-16 code unit in the original text.</param>
public sealed record Quantity(string Dimension, double Min, double Max, string Text, int Start, int End)
{
    /// <summary>Both bounds are known: a value or a range.</summary>
    public bool IsBounded => double.IsFinite(Min) && double.IsFinite(Max);

    public bool IsPoint => Min == Max;
}
