using System.Text;

namespace TechTransfer.Matching.Tests.Encoder;

/// <summary>
/// A sentence encoder of one table, written as an ONNX file: each word has a vector, and words of one group have nearly the same. As in BERT every place
/// has one too, here of zeros, and there are no more places than it can read.
/// </summary>
internal static class TinyEncoder
{
    public const int Places = 512;

    /// <param name="groups">Characters or English words; those of a group mean the same.</param>
    /// <returns>The vector of every word.</returns>
    public static IReadOnlyDictionary<string, float[]> Write(string folder, int dimensions, int seed, params string[][] groups)
    {
        string[] special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        var random = new Random(seed);
        var vectors = special.Select(word => (Word: word, Vector: Noise(random, dimensions, 0.01))).ToList();
        foreach (var group in groups)
        {
            var meaning = Noise(random, dimensions, 1);
            vectors.AddRange(group.Select(word => (word, meaning.Zip(Noise(random, dimensions, 0.1), (a, b) => a + b).ToArray())));
        }
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), vectors.Select(x => x.Word));
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), Model([.. vectors.Select(x => x.Vector)]));
        return vectors.ToDictionary(x => x.Word, x => x.Vector);
    }

    /// <summary>ModelProto: last_hidden_state = Gather(words, input_ids) + Gather(places, CumSum(attention_mask)).</summary>
    /// <param name="length">The length of a text, 0 for any.</param>
    public static byte[] Model(IReadOnlyList<float[]> table, string input = "input_ids", int places = Places, int length = 0)
    {
        var dimensions = table[0].Length;
        byte[][] shape = [Text(2, "batch"), length == 0 ? Text(2, "length") : Number(1, length)];
        var graph = Message(
            7,
            Node("Gather", "wordsOfText", "words", input),
            Node("CumSum", "placesOfText", "attention_mask", "axis"),
            Node("Gather", "vectorsOfPlaces", "places", "placesOfText"),
            Node("Add", "last_hidden_state", "wordsOfText", "vectorsOfPlaces"),
            Text(2, "tiny"),
            Table("words", table),
            Table("places", [.. Enumerable.Repeat(new float[dimensions], places + 1)]),
            Message(5, Number(2, 7), Text(8, "axis"), Message(9, BitConverter.GetBytes(1L))),
            Value(11, input, 7, shape),
            Value(11, "attention_mask", 7, shape),
            Value(12, "last_hidden_state", 1, [.. shape, Number(1, dimensions)])
        );
        return [.. Number(1, 8), .. Message(8, Number(2, 13)), .. graph];
    }

    /// <summary>NodeProto: an operator with one output.</summary>
    private static byte[] Node(string operation, string output, params string[] inputs) =>
        Message(1, [.. inputs.Select(x => Text(1, x)), Text(2, output), Text(4, operation)]);

    /// <summary>TensorProto: a matrix of floats.</summary>
    private static byte[] Table(string name, IReadOnlyList<float[]> rows)
    {
        var raw = rows.SelectMany(row => row.SelectMany(BitConverter.GetBytes)).ToArray();
        return Message(5, Number(1, rows.Count), Number(1, rows[0].Length), Number(2, 1), Text(8, name), Message(9, raw));
    }

    /// <summary>ValueInfoProto: a tensor of 64-bit integers (7) or floats (1).</summary>
    private static byte[] Value(int field, string name, int type, byte[][] dimensions) =>
        Message(field, Text(1, name), Message(2, Message(1, Number(1, type), Message(2, [.. dimensions.Select(x => Message(1, x))]))));

    private static float[] Noise(Random random, int dimensions, double size) =>
        [.. Enumerable.Range(0, dimensions).Select(_ => (float)(size * (random.NextDouble() - 0.5)))];

    private static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Number(int field, long value) => [.. Varint(field << 3), .. Varint(value)];

    private static byte[] Message(int field, params byte[][] parts)
    {
        var body = parts.SelectMany(x => x).ToArray();
        return [.. Varint(field << 3 | 2), .. Varint(body.Length), .. body];
    }

    private static IEnumerable<byte> Varint(long value)
    {
        for (; value > 127; value >>= 7)
            yield return (byte)(value & 127 | 128);
        yield return (byte)value;
    }
}
