namespace TechTransfer.Matching.Analysis;

/// <summary>English by Snowball's Porter 2; the generated stemmer keeps state, so each thread has its own.</summary>
internal static class EnglishStemmer
{
    private static readonly ThreadLocal<Lucene.Net.Tartarus.Snowball.Ext.EnglishStemmer> Stemmer = new(() => new());

    public static string Stem(string word)
    {
        if (word.Length is < 3 or > 40)
            return word;
        var stemmer = Stemmer.Value!;
        stemmer.SetCurrent(word);
        return stemmer.Stem() ? stemmer.Current : word;
    }
}
