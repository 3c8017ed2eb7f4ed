using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using TechTransfer.Hosting;
using TechTransfer.Matching.Encoder;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Indexing;

/// <summary>
/// The sentence encoder that the operator brings with <c>Matching:Embedder</c>, a folder. Without the setting there is none, and nothing of it is loaded.
/// </summary>
internal sealed class ChosenEncoder(IConfiguration configuration, ILogger<ChosenEncoder> logger) : IDisposable
{
    private const string Setting = "Matching:Embedder";

    /// <summary>Null where the topic space serves.</summary>
    public ITextEncoder? Encoder { get; private set; }

    /// <summary>Called once, before the store is touched: under a model that cannot be used nothing changes, so the one before serves again when it is named again.</summary>
    /// <exception cref="WrongSettingException">The model cannot be used.</exception>
    public void Load()
    {
        if (configuration[Setting] is not { Length: > 0 } folder)
            return;
        var started = Stopwatch.GetTimestamp();
        try
        {
            Encoder = Read(folder);
        }
        catch (InvalidDataException refusal)
        {
            throw new WrongSettingException($"{Setting}, {folder}, cannot be used: {refusal.Message}", refusal);
        }
        logger.LogInformation(
            "Encoder {Encoder} of {Dimensions} dimensions loaded in {Seconds:0.0} s",
            Encoder.Name,
            Encoder.Dimensions,
            Stopwatch.GetElapsedTime(started).TotalSeconds
        );
    }

    public void Dispose() => (Encoder as IDisposable)?.Dispose();

    /// <summary>By itself, so that the runtime looks for the assemblies of the encoder only here.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ITextEncoder Read(string folder) => OnnxTextEncoder.Load(folder);
}
