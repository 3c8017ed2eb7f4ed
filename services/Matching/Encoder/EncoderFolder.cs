using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TechTransfer.Matching.Encoder;

/// <summary>How the vectors of the tokens become one of the text: their mean, or the one of the first token, [CLS], where a model was trained so.</summary>
internal enum Pooling
{
    Mean,
    Cls,
}

/// <summary>What a model does not tell by itself, from <c>encoder.json</c>; most need none.</summary>
/// <param name="LowerCase">Whether its vocabulary is in lower case.</param>
/// <param name="Tokens">The most it can read; the rest of a longer text is not looked at.</param>
internal sealed record EncoderOptions(Pooling Pooling = Pooling.Mean, bool LowerCase = true, int Tokens = 512);

/// <summary>The folder with the files of a model: <c>model.onnx</c>, <c>vocab.txt</c> and, where it is needed, <c>encoder.json</c>.</summary>
/// <param name="Name">Another one whenever a file that vectors depend on is another.</param>
internal sealed record EncoderFolder(string Model, byte[] Vocabulary, EncoderOptions Options, string Name)
{
    private const string ModelFile = "model.onnx";
    private const string VocabularyFile = "vocab.txt";
    private const string OptionsFile = "encoder.json";
    private const int FewestTokens = 16;
    private const int MostTokens = 8_192;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <exception cref="InvalidDataException">With one sentence on the file that cannot be used.</exception>
    public static EncoderFolder Read(string folder)
    {
        var model = Path.Combine(folder, ModelFile);
        var vocabulary = Reading(VocabularyFile, () => File.ReadAllBytes(Path.Combine(folder, VocabularyFile)));
        var options = Path.Combine(folder, OptionsFile) is var path && File.Exists(path) ? Reading(OptionsFile, () => File.ReadAllBytes(path)) : [];
        // Large models keep their weights beside them, in model.onnx_data or the like.
        var hashes = Reading(
            ModelFile,
            () =>
                File.Exists(model)
                    ? Directory.GetFiles(folder, ModelFile + "*").Order(StringComparer.Ordinal).SelectMany(HashOf).ToArray()
                    : throw new FileNotFoundException(model)
        );
        var name = SHA256.HashData([.. hashes, .. SHA256.HashData(vocabulary), .. SHA256.HashData(options)]);
        return new(model, vocabulary, OptionsIn(options), Convert.ToHexStringLower(name.AsSpan(0, 8)));
    }

    private static byte[] HashOf(string file)
    {
        using var stream = File.OpenRead(file);
        return SHA256.HashData(stream);
    }

    private static EncoderOptions OptionsIn(byte[] json)
    {
        if (json.Length == 0)
            return new();
        try
        {
            var options = JsonSerializer.Deserialize<EncoderOptions>(json, Json) ?? new();
            return options.Tokens is >= FewestTokens and <= MostTokens
                ? options
                : throw new InvalidDataException($"{OptionsFile}: 'tokens' is a number from {FewestTokens} to {MostTokens}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(
                $$"""{{OptionsFile}} is not of the form { "pooling": "mean" or "cls", "lowerCase": true or false, "tokens": 512 }.""",
                e
            );
        }
    }

    private static T Reading<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"{file} is not there or cannot be read.", e);
        }
    }
}
