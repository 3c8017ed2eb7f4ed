using TechTransfer.Matching.Encoder;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Tests.Encoder;

/// <summary>What becomes of a text in an encoder that the operator brings, and which ones are refused.</summary>
public sealed class OnnxTextEncoderTests : IDisposable
{
    private static readonly string[][] Groups =
    [
        ["猫", "喵", "cat"],
        ["焊", "熔", "weld"],
    ];
    private readonly string _folder = Directory.CreateTempSubdirectory("encoder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(16)]
    [InlineData(768)]
    [InlineData(1024)]
    public void A_text_lies_where_the_mean_of_its_tokens_points(int dimensions)
    {
        var words = TinyEncoder.Write(_folder, dimensions, 1, Groups);
        using var encoder = OnnxTextEncoder.Load(_folder);
        encoder.Dimensions.ShouldBe(dimensions);
        ShouldPointTo(encoder.Encode("猫焊")!, words["[CLS]"], words["猫"], words["焊"], words["[SEP]"]);
        ShouldPointTo(encoder.Encode("Cat!")!, words["[CLS]"], words["cat"], words["[UNK]"], words["[SEP]"]);
        Vectors.Dot(encoder.Encode("猫喵")!, encoder.Encode("cat")!).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public void Nothing_known_is_no_vector_and_a_long_text_is_read_up_to_the_limit()
    {
        var words = TinyEncoder.Write(_folder, 32, 1, Groups);
        using var encoder = OnnxTextEncoder.Load(_folder);
        foreach (var unknown in new[] { "", " \n", "👩‍🔬", "шов", "12345", "\0", "\uD800" })
            encoder.Encode(unknown).ShouldBeNull(unknown);
        // Half a character among whole ones is left out, and so is one that the limit cuts.
        ShouldPointTo(encoder.Encode("猫\uDC00")!, words["[CLS]"], words["猫"], words["[SEP]"]);
        encoder.Encode("猫" + string.Concat(Enumerable.Repeat("😀", 20_000))).ShouldNotBeNull();
        var longest = Enumerable.Repeat(words["猫"], TinyEncoder.Places - 2).ToArray();
        ShouldPointTo(encoder.Encode(new string('猫', 100_000) + "焊")!, [words["[CLS]"], .. longest, words["[SEP]"]]);
    }

    [Fact]
    public void What_the_model_does_not_tell_stands_in_encoder_json()
    {
        var words = TinyEncoder.Write(_folder, 32, 1, Groups);
        string plain;
        using (var encoder = OnnxTextEncoder.Load(_folder))
            plain = encoder.Name;
        File.WriteAllText(At("encoder.json"), """{ "pooling": "cls", "lowerCase": false, "tokens": 16 }""");
        using (var encoder = OnnxTextEncoder.Load(_folder))
        {
            encoder.Name.ShouldNotBe(plain);
            ShouldPointTo(encoder.Encode("猫")!, words["[CLS]"]);
            encoder.Encode("cat").ShouldNotBeNull();
            encoder.Encode("Cat").ShouldBeNull();
        }
        File.WriteAllText(At("encoder.json"), """{ "tokens": 16 }""");
        using (var encoder = OnnxTextEncoder.Load(_folder))
            ShouldPointTo(encoder.Encode(new string('猫', 50))!, [words["[CLS]"], .. Enumerable.Repeat(words["猫"], 14), words["[SEP]"]]);
        File.Delete(At("encoder.json"));
        using (var encoder = OnnxTextEncoder.Load(_folder))
            encoder.Name.ShouldBe(plain);
    }

    [Fact]
    public void Many_threads_get_the_same_vectors_and_one_that_comes_too_late_is_refused()
    {
        TinyEncoder.Write(_folder, 64, 1, Groups);
        var encoder = OnnxTextEncoder.Load(_folder);
        string[] texts = [.. Enumerable.Range(1, 20).Select(i => string.Concat(Enumerable.Repeat("猫焊喵", i)))];
        var alone = texts.ToDictionary(x => x, x => encoder.Encode(x)!);
        Parallel.For(0, 400, i => encoder.Encode(texts[i % texts.Length]).ShouldBe(alone[texts[i % texts.Length]]));
        encoder.Dispose();
        encoder.Dispose();
        Should.Throw<ObjectDisposedException>(() => encoder.Encode("猫"));
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_refused_in_one_sentence_that_names_the_file()
    {
        Refused("vocab.txt is not there");
        var table = TinyEncoder.Write(_folder, 128, 1, Groups).Values.ToList();
        using (OnnxTextEncoder.Load(_folder)) { }
        var (model, words) = (File.ReadAllBytes(At("model.onnx")), File.ReadAllText(At("vocab.txt")));

        File.Delete(At("model.onnx"));
        Refused("model.onnx is not there");
        WithModel(model[..^100], "model.onnx is no model");
        WithModel("<html>"u8.ToArray(), "model.onnx is no model");
        WithModel([], "model.onnx is no model");
        WithModel(TinyEncoder.Model(table, "pixels"), "wants 'pixels'");
        WithModel(TinyEncoder.Model(table, length: 128), "one length only");
        WithModel(TinyEncoder.Model(table, places: 128), "a text of 512 tokens");
        WithModel(TinyEncoder.Model([.. table.Select(_ => new float[128])]), "no finite vector");
        WithModel(TinyEncoder.Model([.. table.Select(x => x.Select(_ => float.NaN).ToArray())]), "no finite vector");
        WithModel(TinyEncoder.Model([.. table.Select(_ => Enumerable.Repeat(1f, 1025).ToArray())]), "1025 dimensions");

        File.WriteAllBytes(At("model.onnx"), model);
        WithWords(words + "more\n", "do not belong together");
        WithWords("a\nb\n", "vocab.txt is no vocabulary");
        WithWords("", "vocab.txt is no vocabulary");

        File.WriteAllText(At("vocab.txt"), words);
        foreach (var wrong in new[] { """{ "pooling": "max" }""", """{ "pool": "cls" }""", """{ "pooling": 1 }""", "[", """{ "tokens": "many" }""" })
            WithOptions(wrong, "encoder.json is not of the form");
        WithOptions("""{ "tokens": 3 }""", "encoder.json: 'tokens'");

        void WithModel(byte[] bytes, string sentence)
        {
            File.WriteAllBytes(At("model.onnx"), bytes);
            Refused(sentence);
        }

        void WithWords(string lines, string sentence)
        {
            File.WriteAllText(At("vocab.txt"), lines);
            Refused(sentence);
        }

        void WithOptions(string json, string sentence)
        {
            File.WriteAllText(At("encoder.json"), json);
            Refused(sentence);
        }

        void Refused(string sentence)
        {
            var refusal = Should.Throw<InvalidDataException>(() => OnnxTextEncoder.Load(_folder)).Message;
            refusal.ShouldContain(sentence);
            refusal.ShouldNotContain('\n');
            refusal.ShouldEndWith(".");
        }
    }

    private string At(string file) => Path.Combine(_folder, file);

    private static void ShouldPointTo(float[] vector, params float[][] tokens)
    {
        var sum = tokens.Aggregate(new float[vector.Length], (sum, token) => [.. sum.Zip(token, (a, b) => a + b)]);
        Vectors.Dot(vector, vector).ShouldBe(1, 1e-5);
        (Vectors.Dot(vector, sum) / Math.Sqrt(Vectors.Dot(sum, sum))).ShouldBe(1, 1e-5);
    }
}
