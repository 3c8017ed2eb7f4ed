using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// Trains the topic space behind everything else, on the platform's own listings, and again when a fifth of them came or went. Until there is one, and
/// while one is trained, matching goes on with what there is. The same listings give the same space. Where an encoder serves there is nothing to train.
/// </summary>
internal sealed class TopicTrainer(
    IServiceScopeFactory scopes,
    Generations generations,
    WorkSignal signal,
    TimeProvider time,
    ILogger<TopicTrainer> logger
)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(5);

    /// <summary>Until this replica no longer indexes.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                signal.AwaitTopics();
                try
                {
                    await TrainIfDueAsync(stoppingToken);
                }
                finally
                {
                    signal.TopicsAreSettled();
                }
                await signal.CountedAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.LogError(failure, "The topic space could not be trained; matching goes on without a new one");
                await Task.Delay(RetryAfter, time, stoppingToken);
            }
        }
    }

    private async Task TrainIfDueAsync(CancellationToken cancellationToken)
    {
        var (_, generation) = await generations.GetAsync(cancellationToken);
        if (generation.Space is EncodedTexts)
            return;
        if (generation.Topics is { } held && Math.Abs(generation.Statistics.Listings - held.Listings) <= held.Listings / 5)
            return;
        var started = Stopwatch.GetTimestamp();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MatchingDbContext>();
        if (
            await TopicTraining.TrainAsync(PreparedListings.PublishedAsync(db), generation.Statistics, TopicTraining.Dimensions, cancellationToken)
            is not { } trained
        )
            return;
        var adopted = await generations.AdoptAsync(trained, cancellationToken);
        logger.LogInformation(
            "Generation {Generation} has a topic space of {Terms} terms, trained in {Seconds:0.0} s",
            adopted.Label,
            trained.Terms,
            Stopwatch.GetElapsedTime(started).TotalSeconds
        );
    }
}
