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
            ? new(parameter.Name, quantity.Dimension, quantity.Min, quantity.Max, Show(parameter))
            : null;
    }

    /// <summary>As its owner stated it, with the unit also where that is none we can convert.</summary>
    private static string Show(ParameterFact parameter)
    {
        var value = parameter.Comparator switch
        {
            "range" when parameter.Min is not null && parameter.Max is not null => $"{parameter.Min}–{parameter.Max}",
            "range" => parameter.Min is not null ? $"≥ {parameter.Min}" : $"≤ {parameter.Max}",
            ">=" => $"≥ {parameter.Value}",
            "<=" => $"≤ {parameter.Value}",
            ">" or "<" => $"{parameter.Comparator} {parameter.Value}",
            _ => parameter.Value ?? "",
        };
        return string.IsNullOrEmpty(parameter.Unit) ? value : $"{value} {parameter.Unit}";
    }
}
