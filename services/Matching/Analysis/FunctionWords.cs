using System.Collections.Frozen;

namespace TechTransfer.Matching.Analysis;

/// <summary>
/// English words that say nothing of what a text is about. They are indexed like all others, where their frequency makes them weigh little; but where most
/// listings are Chinese they are rare, and would be named as a reason.
/// </summary>
public static class FunctionWords
{
    private const string Words =
        "a an the and or but nor if then than so as of for to from in into on onto at by with without within between over under per via through during "
        + "before after above below about against up down out off is are was were be been being has have had having do does did done doing will would can "
        + "could may might must shall should not no only also very more most less least such same other another each every all any both some few many much "
        + "this that these those it its they them their we our us you your he his she her who which what when where why how there here";

    private static readonly FrozenSet<string> Stems = Words.Split(' ').Select(EnglishStemmer.Stem).ToFrozenSet(StringComparer.Ordinal);

    /// <param name="token">As the analyser makes it.</param>
    public static bool Contains(string token) => Stems.Contains(token);
}
