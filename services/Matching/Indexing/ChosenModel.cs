using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// The ranking model that the operator chose with <c>Matching:RankingModel</c> (a file), else the one compiled in. A broken file is refused with its reason in
/// the log, and the model that served before goes on.
/// </summary>
internal sealed class ChosenModel(IConfiguration configuration, ILogger<ChosenModel> logger)
{
    /// <param name="before">The model that served before; null for the one compiled in.</param>
    /// <returns>The model, with its file unless it is compiled in.</returns>
    public (RankingModel Model, string? File) Load(string? before)
    {
        if (configuration["Matching:RankingModel"] is not { Length: > 0 } path)
            return (RankingModel.Shipped(), null);
        if (Read(() => File.OpenRead(path), path) is { } chosen)
            return (chosen, chosen.ToJson());
        return before is not null && Read(() => new MemoryStream(System.Text.Encoding.UTF8.GetBytes(before)), "the one before") is { } previous
            ? (previous, before)
            : (RankingModel.Shipped(), null);
    }

    private RankingModel? Read(Func<Stream> open, string source)
    {
        try
        {
            using var stream = open();
            return RankingModel.Load(stream);
        }
        catch (Exception refusal) when (refusal is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            logger.LogError("Ranking model {Source} is refused, the one before goes on: {Reason}", source, refusal.Message);
            return null;
        }
    }
}
