using System.Security.Cryptography;
using System.Text;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Evaluation;

/// <summary>A data set as the product holds it: analysed, counted, and written to the engine by the classes that Matching itself uses.</summary>
internal sealed class Corpus
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ISearchIndex index;
    private readonly Dictionary<Guid, string> names = [];

    private readonly ITextEncoder? encoder;

    private Corpus(Analyzer analyzer, DataSet data, ISearchIndex index, ITextEncoder? encoder) =>
        (Analyzer, Data, this.index, this.encoder) = (analyzer, data, index, encoder);

    public Analyzer Analyzer { get; }
    public DataSet Data { get; }
    public CorpusStatistics Statistics { get; private set; } = CorpusStatistics.Empty;
    public IReadOnlyDictionary<string, Preparation> Demands { get; private set; } = new Dictionary<string, Preparation>();
    public IReadOnlyDictionary<string, Preparation> Achievements { get; private set; } = new Dictionary<string, Preparation>();

    /// <param name="encoder">Takes the place of the topic space; null for none.</param>
    public static async Task<Corpus> BuildAsync(
        Analyzer analyzer,
        DataSet data,
        ISearchIndex index,
        ITextEncoder? encoder,
        CancellationToken cancellationToken = default
    )
    {
        var corpus = new Corpus(analyzer, data, index, encoder);
        await corpus.BuildAsync(cancellationToken);
        return corpus;
    }

    /// <summary>What the engine proposes for a listing, best first: by terms and, as Matching asks, by neighbours in the topic space.</summary>
    public async Task<IReadOnlyList<string>> CandidatesAsync(
        Preparation listing,
        int limit,
        bool byTopic = true,
        CancellationToken cancellationToken = default
    )
    {
        var request = new CandidateRequest(
            listing.Listing.Kind == ListingKind.Demand ? ListingKind.Achievement : ListingKind.Demand,
            new(() => CandidateQuery.Build(listing, Statistics)),
            byTopic ? listing.Listing.PositionIn(Statistics.Topics) : null,
            null,
            new HashSet<Guid>(),
            limit,
            Now
        );
        return [.. (await index.FindCandidatesAsync(request, cancellationToken)).Select(candidate => names[candidate.Id])];
    }

    private async Task BuildAsync(CancellationToken cancellationToken)
    {
        var preparer = new ListingPreparer(Analyzer, encoder);
        Achievements = Prepare(preparer, ListingKind.Achievement, Data.Achievements);
        Demands = Prepare(preparer, ListingKind.Demand, Data.Demands);
        var builder = new CorpusStatisticsBuilder();
        foreach (var preparation in Achievements.Values.Concat(Demands.Values))
            builder.Add(preparation.Listing);
        var counted = builder.Snapshot();
        var listings = Achievements.Values.Concat(Demands.Values).Select(preparation => preparation.Listing);
        Statistics = counted.With(
            encoder is not null
                ? new EncodedTexts(encoder.Name, encoder.Dimensions)
                : await TopicTraining.TrainAsync(listings.ToAsyncEnumerable(), counted, TopicTraining.Dimensions, cancellationToken)
        );
        await index.OpenAsync(cancellationToken);
        foreach (var batch in Achievements.Concat(Demands).Chunk(512))
            await index.WriteAsync([.. batch.Select(entry => Write(entry.Key, entry.Value, Statistics))], cancellationToken);
    }

    private Dictionary<string, Preparation> Prepare(ListingPreparer preparer, ListingKind kind, IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
            names[IdOf(kind, entry.Id)] = entry.Id;
        return entries
            .AsParallel()
            .Select(entry => (entry.Id, Prepared: preparer.Prepare(Facts(kind, entry))))
            .ToDictionary(x => x.Id, x => x.Prepared);
    }

    private static ListingFacts Facts(ListingKind kind, Entry entry)
    {
        var texts = new List<ListingText>();
        if (!string.IsNullOrWhiteSpace(entry.Title))
            texts.Add(new("title", TextRole.Title, entry.Title));
        if (!string.IsNullOrWhiteSpace(entry.Body))
            texts.Add(new(kind == ListingKind.Demand ? "content" : "summary", TextRole.Summary, entry.Body));
        return new(IdOf(kind, entry.Id), kind, Guid.Empty, texts);
    }

    private static IndexWrite Write(string id, Preparation preparation, CorpusStatistics statistics) =>
        new(
            IdOf(preparation.Listing.Kind, id),
            1,
            new(
                preparation.Listing.Kind,
                Guid.Empty,
                preparation.Tokens,
                null,
                null,
                null,
                null,
                [],
                [],
                false,
                Now,
                null,
                null,
                preparation.Listing.PositionIn(statistics.Topics)
            )
        );

    private static Guid IdOf(ListingKind kind, string id) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{id}")).AsSpan(0, 16));
}
