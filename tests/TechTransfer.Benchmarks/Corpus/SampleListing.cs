namespace TechTransfer.Benchmarks.Corpus;

/// <param name="Comparator">"=" for what an achievement offers.</param>
internal sealed record SampleParameter(string Name, string Comparator, string Value, string Unit);

/// <summary>An invented listing of either kind.</summary>
/// <param name="Number">Which one of the corpus; the same number is the same listing in every run.</param>
/// <param name="Organisation">Number of its organisation.</param>
internal sealed record SampleListing(
    int Number,
    bool IsDemand,
    int Organisation,
    string Title,
    string Summary,
    string Body,
    string Application,
    IReadOnlyList<SampleParameter> Parameters,
    IReadOnlyList<string> Keywords,
    string Field,
    string Industry,
    string Region,
    int Trl,
    IReadOnlyList<string> Modes,
    long MinFen,
    long MaxFen
);
