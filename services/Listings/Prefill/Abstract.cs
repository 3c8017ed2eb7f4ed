using TechTransfer.Listings.Validation;

namespace TechTransfer.Listings.Prefill;

/// <summary>What the rules found in a text. Each kind of listing takes from it what it has fields for.</summary>
public sealed class Abstract
{
    private const int LongText = 5000;
    private readonly Dictionary<Section, string> _sections = [];

    public string? Title { get; internal set; }

    /// <summary>The first level that is written as one.</summary>
    public int? Trl { get; internal set; }

    /// <summary>A key of stages: concept, lab, pilot, demonstration or commercial.</summary>
    public string? Stage { get; internal set; }
    public IReadOnlyList<string>? Keywords { get; internal set; }
    public string? Industry { get; internal set; }
    public IReadOnlyList<Quantity> Quantities { get; internal set; } = [];
    public IReadOnlyList<FoundRight> Rights { get; internal set; } = [];

    /// <summary>A section was longer than its field may be.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The text of the first of these sections that is there.</summary>
    public string? this[params ReadOnlySpan<Section> sections]
    {
        get
        {
            foreach (var section in sections)
                if (_sections.GetValueOrDefault(section) is { Length: > 0 } text)
                    return text;
            return null;
        }
    }

    /// <summary>The parts that are told in sentences.</summary>
    internal string Running =>
        string.Join('\n', _sections.Where(x => x.Key is > Section.Title and < Section.Keywords and not Section.Figures).Select(x => x.Value));

    internal void Add(Section section, string text)
    {
        text = text.Trim();
        if (text.Length == 0)
            return;
        if (_sections.TryGetValue(section, out var before))
            text = before + "\n" + text;
        if (!text.FitsIn(LongText))
        {
            IsCut = true;
            text = string.Concat(text.EnumerateRunes().Take(LongText));
        }
        _sections[section] = text;
    }
}

/// <summary>Parts of an abstract that have a heading of their own; <see cref="Text"/> is what stands under none.</summary>
public enum Section
{
    Text,
    Title,
    Summary,
    Problem,
    Background,
    Content,
    Figures,
    Features,
    Advantage,
    Application,
    Market,
    Benefit,
    Basis,
    Tried,
    Constraints,
    Keywords,
    Industry,
    Rights,
    Maturity,

    /// <summary>Read by nobody: whom to reach is sealed and typed by hand.</summary>
    Other,
}

/// <param name="Comparator">=, &gt;=, &lt;=, &gt;, &lt;, or range with <paramref name="Max"/>.</param>
public sealed record Quantity(string Name, string Comparator, string Value, string? Max, string? Unit);

/// <param name="Kind">inventionPatent, utilityModel, design or software; null when the number does not tell.</param>
/// <param name="Granted">It is written as a granted patent's, ZL; nothing is said of others.</param>
public sealed record FoundRight(string Number, string? Kind, bool Granted);
