using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>What scores are comparable under: analyser, ranking model, one snapshot of the corpus statistics and the space of topics beside it.</summary>
/// <param name="Requeue">As in <see cref="GenerationRow.Requeue"/>.</param>
internal sealed record Generation(int Number, CorpusStatistics Statistics, DateTimeOffset CreatedAt, IndexStage? Requeue)
{
    public string Label => LabelOf(Number);

    /// <summary>Where topics are compared: the space of the operator's encoder, else the one learned; null while there is neither.</summary>
    public IEmbedder? Space => Statistics.Topics;

    /// <summary>The space that was learned from the listings; null while there is none, and where an encoder serves.</summary>
    public TopicSpace? Topics => Space as TopicSpace;

    public static string LabelOf(int number) => $"g{number}";
}

/// <summary>A generation as stored; outdated ones are dropped.</summary>
internal sealed class GenerationRow
{
    public required int Number { get; init; }

    /// <summary>Of the analyser; behind it, after a plus, the name of the encoder where there is one.</summary>
    public required string AnalyserVersion { get; init; }
    public required string RankerVersion { get; init; }

    /// <summary>The ranking model as its file; null for the one that is compiled in.</summary>
    public required string? Model { get; init; }
    public required byte[] Statistics { get; init; }

    /// <summary>Null while no topic space is trained, and where an encoder serves.</summary>
    public required byte[]? Topics { get; init; }

    /// <summary>The stage that every listing has to go through again because of this generation; null when all of them have been put in the queue.</summary>
    public required IndexStage? Requeue { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
