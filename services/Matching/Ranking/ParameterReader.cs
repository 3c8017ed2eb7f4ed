using TechTransfer.Matching.Analysis;

namespace TechTransfer.Matching.Ranking;

/// <summary>Turns a structured target or parameter into a comparable quantity.</summary>
internal static class ParameterReader
{
    /// <summary>Null when it holds no number.</summary>
    public static NamedQuantity? Read(ParameterFact parameter)
    {
        var text = parameter.Comparator switch
        {
            "range" when parameter.Min is not null && parameter.Max is not null => $"{parameter.Min}-{parameter.Max}",
            "range" => parameter.Min is not null ? $"≥{parameter.Min}" : $"≤{parameter.Max}",
            ">=" or ">" => $"≥{parameter.Value}",
            "<=" or "<" => $"≤{parameter.Value}",
            _ => parameter.Value ?? "",
        };
        return Analyzer.ReadQuantity(text, parameter.Unit) is { } quantity
            ? new(parameter.Name, quantity.Dimension, quantity.Min, quantity.Max, quantity.Text)
            : null;
    }
}
