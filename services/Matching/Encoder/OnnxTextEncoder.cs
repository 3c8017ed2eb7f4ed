using System.Text;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Tokenizers;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Encoder;

/// <summary>
/// A sentence encoder like BERT, from a folder with <c>model.onnx</c> and its <c>vocab.txt</c>. The vector of a text is the model's own where its output has one for
/// each text, else it is made of those of the tokens. Texts are encoded one by one, each on one processor: listings are prepared side by side, and none is
/// filled up to the length of another.
/// </summary>
public sealed class OnnxTextEncoder : ITextEncoder, IDisposable
{
    private const int FewestDimensions = 2;
    private const int MostDimensions = 1024;

    /// <summary>So many characters hold more tokens than are read, unless they are mostly spaces.</summary>
    private const int CharactersOfAToken = 16;

    private static readonly string[] KnownInputs = ["input_ids", "attention_mask", "token_type_ids"];

    private readonly InferenceSession session;
    private readonly BertTokenizer tokenizer;
    private readonly EncoderOptions options;
    private readonly string output;

    /// <summary>A session must not go while somebody is in it.</summary>
    private readonly ReaderWriterLockSlim running = new();
    private bool disposed;

    private OnnxTextEncoder(InferenceSession session, BertTokenizer tokenizer, EncoderFolder folder)
    {
        (this.session, this.tokenizer, options, Name) = (session, tokenizer, folder.Options, folder.Name);
        output = session.OutputNames.Contains("sentence_embedding", StringComparer.Ordinal) ? "sentence_embedding" : session.OutputNames[0];
    }

    public string Name { get; }

    public int Dimensions { get; private set; }

    /// <summary>Loads the model and tries it on the longest text.</summary>
    /// <exception cref="InvalidDataException">With one sentence on what is wrong with the folder, its files or this machine.</exception>
    public static OnnxTextEncoder Load(string folder)
    {
        var files = EncoderFolder.Read(folder);
        var words = Tokenizer(files);
        NativeRuntime.Find(folder);
        var encoder = new OnnxTextEncoder(Session(files), words, files);
        try
        {
            encoder.Try(files.Vocabulary.AsSpan().TrimEnd("\r\n"u8).Count((byte)'\n'));
            return encoder;
        }
        catch
        {
            encoder.Dispose();
            throw;
        }
    }

    public float[]? Encode(string text)
    {
        var ids = tokenizer.EncodeToIds(Readable(text), options.Tokens, out _, out _);
        if (ids.All(id => id == tokenizer.UnknownTokenId || id == tokenizer.ClassificationTokenId || id == tokenizer.SeparatorTokenId))
            return null;
        running.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return Run([.. ids.Select(id => (long)id)]);
        }
        finally
        {
            running.ExitReadLock();
        }
    }

    public void Dispose()
    {
        running.EnterWriteLock();
        disposed = true;
        session.Dispose();
        running.ExitWriteLock();
    }

    /// <summary>The head of the text without halves of characters, on which the tokenizer would fail.</summary>
    private string Readable(string text) =>
        Encoding.Unicode.GetString(Encoding.Unicode.GetBytes(text[..Math.Min(text.Length, CharactersOfAToken * options.Tokens)]));

    /// <summary>Null where the model gives no direction.</summary>
    private float[]? Run(long[] ids)
    {
        int[] shape = [1, ids.Length];
        var inputs = session
            .InputNames.Select(name => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(Input(name, ids), shape)))
            .ToList();
        using var results = session.Run(inputs, [output]);
        var vectors = (DenseTensor<float>)results[0].AsTensor<float>();
        var sizes = vectors.Dimensions;
        if (!(sizes.Length == 2 && sizes[0] == 1 || sizes.Length == 3 && sizes[0] == 1 && sizes[1] == ids.Length))
            throw new InvalidDataException($"model.onnx gives no vector for each text or token in '{output}'.");
        var sum = new float[sizes[^1]];
        var values = vectors.Buffer.Span;
        if (options.Pooling == Pooling.Cls)
            values = values[..sum.Length];
        for (var start = 0; start < values.Length; start += sum.Length)
        for (var i = 0; i < sum.Length; i++)
            sum[i] += values[start + i];
        var length = Math.Sqrt(sum.Sum(x => (double)x * x));
        return double.IsFinite(length) && length > 1e-9 ? [.. sum.Select(x => (float)(x / length))] : null;
    }

    private static long[] Input(string name, long[] ids)
    {
        if (name == "input_ids")
            return ids;
        var same = new long[ids.Length];
        Array.Fill(same, name == "attention_mask" ? 1 : 0);
        return same;
    }

    /// <summary>What does not work with the last word of the vocabulary, or with the longest text, would not work with some listing one day.</summary>
    private void Try(int lastWord)
    {
        foreach (var (name, input) in session.InputMetadata)
            if (!KnownInputs.Contains(name, StringComparer.Ordinal) || input.ElementType != typeof(long))
                throw new InvalidDataException(
                    $"model.onnx wants '{name}' of {input.ElementType?.Name}; known are {string.Join(", ", KnownInputs)}, all of Int64."
                );
        if (!session.InputMetadata.TryGetValue("input_ids", out var tokens))
            throw new InvalidDataException("model.onnx takes no input_ids.");
        if (tokens.Dimensions.Any(x => x > 1))
            throw new InvalidDataException("model.onnx takes texts of one length only; it has to be exported with a free one.");
        if (session.OutputMetadata[output].ElementType != typeof(float))
            throw new InvalidDataException($"model.onnx gives no 32-bit numbers in '{output}'.");
        var longest = new long[options.Tokens];
        Array.Fill(longest, lastWord);
        (longest[0], longest[^1]) = (tokenizer.ClassificationTokenId, tokenizer.SeparatorTokenId);
        var vector = Trying([longest[0], lastWord, longest[^1]], "model.onnx fails on a word of vocab.txt; the two do not belong together.") is { }
            ? Trying(
                longest,
                $"model.onnx fails on a text of {options.Tokens} tokens; where it reads fewer, encoder.json says so: {{ \"tokens\": 128 }}."
            )
            : null;
        if (vector is null)
            throw new InvalidDataException("model.onnx gives no finite vector.");
        if (vector.Length is < FewestDimensions or > MostDimensions)
            throw new InvalidDataException(
                $"The vectors of model.onnx have {vector.Length} dimensions; from {FewestDimensions} to {MostDimensions} can be used."
            );
        Dimensions = vector.Length;
    }

    private float[]? Trying(long[] ids, string otherwise)
    {
        try
        {
            return Run(ids);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException(otherwise, e);
        }
    }

    private static InferenceSession Session(EncoderFolder files)
    {
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            // Texts have many lengths, and memory would be kept for the pattern of each.
            EnableMemoryPattern = false,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return new InferenceSession(files.Model, settings);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidDataException("model.onnx is no model that this version of ONNX Runtime can load.", e);
        }
    }

    private static BertTokenizer Tokenizer(EncoderFolder files)
    {
        try
        {
            return BertTokenizer.Create(
                new MemoryStream(files.Vocabulary, writable: false),
                new BertOptions { LowerCaseBeforeTokenization = files.Options.LowerCase, RemoveNonSpacingMarks = files.Options.LowerCase }
            );
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidDataException)
        {
            throw new InvalidDataException("vocab.txt is no vocabulary of BERT, one word a line with [UNK], [CLS] and [SEP] among them.", e);
        }
    }
}
