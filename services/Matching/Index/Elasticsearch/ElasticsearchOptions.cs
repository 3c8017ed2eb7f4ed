namespace TechTransfer.Matching.Index.Elasticsearch;

/// <param name="IndexName">What searches address; generations of the index are called so with a suffix.</param>
/// <param name="WriteTimeout">Until the answer of one bulk request.</param>
/// <param name="SearchTimeout">Until the answer of a search.</param>
/// <param name="FirstPause">Before the first repetition of a write; each further one waits twice as long.</param>
public sealed record ElasticsearchOptions(
    ElasticsearchAddress Address,
    string IndexName,
    TimeSpan WriteTimeout,
    TimeSpan SearchTimeout,
    TimeSpan FirstPause
)
{
    public static ElasticsearchOptions For(ElasticsearchAddress address, string indexName) =>
        new(address, indexName, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromMilliseconds(100));
}
