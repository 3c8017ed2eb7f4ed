using System.Text.Json;

namespace TechTransfer.Matching.Ranking;

/// <summary>
/// An additive model: score = base + Σ curve(feature). Each curve is linear between its knots and level outside of them, so the score is bounded, and
/// scaling after training has put it into 0..1. The model is a data file; <see cref="Load"/> refuses a broken one.
/// </summary>
public sealed class RankingModel
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private RankingModel(ModelFile file, Curve?[] curves) =>
        (File, Version, Base, Levels, Curves) = (file, file.Version, file.Base, file.Levels, curves);

    internal ModelFile File { get; }

    public string Version { get; }

    internal double Base { get; }

    /// <summary>Lowest scores of the levels 2, 3 and 4.</summary>
    internal IReadOnlyList<double> Levels { get; }

    /// <summary>By <see cref="Feature"/>; null for one that this model does not use.</summary>
    internal IReadOnlyList<Curve?> Curves { get; }

    /// <summary>The model compiled into this library.</summary>
    public static RankingModel Shipped()
    {
        using var stream =
            typeof(RankingModel).Assembly.GetManifestResourceStream(typeof(RankingModel).Namespace + ".Models.shipped.json")
            ?? throw new InvalidOperationException("The ranking model is not in this build.");
        return Load(stream);
    }

    /// <summary>Throws <see cref="InvalidDataException"/> with one sentence on what is wrong with the file.</summary>
    public static RankingModel Load(Stream stream)
    {
        ModelFile file;
        try
        {
            file = JsonSerializer.Deserialize<ModelFile>(stream, Json) ?? throw new InvalidDataException("The ranking model is empty.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"The ranking model is no valid JSON: {e.Message}", e);
        }
        return Of(file);
    }

    /// <summary>Throws <see cref="InvalidDataException"/> as <see cref="Load"/> does.</summary>
    internal static RankingModel Of(ModelFile file)
    {
        if (string.IsNullOrWhiteSpace(file.Version) || file.Parts is null || !double.IsFinite(file.Base))
            throw new InvalidDataException("The ranking model has no version, no base or no parts.");
        if (file.Levels is not { Length: 3 } levels || levels[0] > levels[1] || levels[1] > levels[2])
            throw new InvalidDataException("The ranking model needs three rising level thresholds.");
        var curves = new Curve?[Enum.GetValues<Feature>().Length];
        foreach (var part in file.Parts)
        {
            if (!Enum.TryParse<Feature>(part.Name, ignoreCase: true, out var feature))
                throw new InvalidDataException($"The ranking model has a part '{part.Name}' that this version does not compute.");
            curves[(int)feature] =
                Curve.Of(part) ?? throw new InvalidDataException($"The part '{part.Name}' of the ranking model has no rising finite knots.");
        }
        var (low, high) = (file.Base + curves.Sum(curve => curve?.Lowest ?? 0), file.Base + curves.Sum(curve => curve?.Highest ?? 0));
        if (low < -1e-6 || high > 1 + 1e-6)
            throw new InvalidDataException(
                $"The scores of the ranking model would reach from {low:0.###} to {high:0.###} instead of staying within 0 to 1."
            );
        return new(file, curves);
    }

    /// <summary>The model as the file it can be loaded from.</summary>
    public string ToJson() => JsonSerializer.Serialize(File, Json);

    internal static void Save(ModelFile file, Stream stream) => JsonSerializer.Serialize(stream, file, Json);

    internal int LevelOf(double score) =>
        score >= Levels[2] ? 4
        : score >= Levels[1] ? 3
        : score >= Levels[0] ? 2
        : 1;
}

/// <summary>The model as a file.</summary>
/// <param name="About">What it was trained on and how it measured, for people.</param>
internal sealed record ModelFile(string Version, string About, double Base, double[] Levels, ModelPart[] Parts);

/// <param name="X">Knots, rising.</param>
/// <param name="Y">Contribution at each knot.</param>
internal sealed record ModelPart(string Name, double[] X, double[] Y);

/// <summary>A piecewise linear function, level outside its knots; an unknown feature contributes nothing.</summary>
internal sealed class Curve
{
    private readonly double[] x;
    private readonly double[] y;

    private Curve(double[] x, double[] y) => (this.x, this.y) = (x, y);

    public double Lowest => Math.Min(0, y.Min());

    public double Highest => Math.Max(0, y.Max());

    public static Curve? Of(ModelPart part)
    {
        var rising = part.X is { Length: > 0 } && part.Y?.Length == part.X.Length && part.X.Concat(part.Y).All(double.IsFinite);
        for (var i = 1; rising && i < part.X.Length; i++)
            rising = part.X[i] > part.X[i - 1];
        return rising ? new(part.X, part.Y!) : null;
    }

    public double At(double value)
    {
        if (double.IsNaN(value))
            return 0;
        if (value <= x[0])
            return y[0];
        for (var i = 1; i < x.Length; i++)
            if (value <= x[i])
                return y[i - 1] + (y[i] - y[i - 1]) * (value - x[i - 1]) / (x[i] - x[i - 1]);
        return y[^1];
    }
}
