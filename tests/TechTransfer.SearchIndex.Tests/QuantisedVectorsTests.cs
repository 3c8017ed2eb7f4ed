using TechTransfer.Matching.Index.Lucene;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>What a scan over bytes promises, against the vectors themselves.</summary>
public sealed class QuantisedVectorsTests
{
    private const int Wanted = 20;
    private static readonly Random Random = new(7);

    /// <summary>Also lengths that no vector register divides.</summary>
    [Theory]
    [InlineData(128)]
    [InlineData(100)]
    [InlineData(24)]
    [InlineData(5)]
    public void Cosines_are_as_exact_as_said(int dimensions)
    {
        var vectors = Enumerable.Range(0, 400).Select(_ => Unit(dimensions)).ToList();
        var stored = new QuantisedVectors(dimensions);
        for (var i = 0; i < vectors.Count; i++)
            stored.Add(i * 3, vectors[i]);
        var sought = Unit(dimensions);
        var best = new BestDocuments(vectors.Count);

        stored.Scan(sought, 1_000, _ => true, best);

        foreach (var (document, cosine) in best.Descending())
        {
            var own = document - 1_000;
            var exact = vectors[own / 3].Zip(sought, (a, b) => a * b).Sum();
            cosine.ShouldBe(exact, 0.006f);
            stored.CosineOf(own, sought).ShouldBe(exact, 0.000001f);
        }
    }

    [Fact]
    public void The_best_come_first_and_only_those_that_are_taken()
    {
        var vectors = Enumerable.Range(0, 2_000).Select(_ => Unit(64)).ToList();
        var stored = new QuantisedVectors(64);
        for (var i = 0; i < vectors.Count; i++)
            stored.Add(i, vectors[i]);
        var best = new BestDocuments(Wanted);

        stored.Scan(vectors[7], 0, document => document % 2 == 1, best);

        var found = best.Descending();
        found[0].Document.ShouldBe(7);
        found.Count.ShouldBe(Wanted);
        found.ShouldAllBe(hit => hit.Document % 2 == 1);
        found.ShouldBe(found.OrderByDescending(hit => hit.Score));
    }

    [Fact]
    public void Of_equal_documents_the_first_are_kept()
    {
        var best = new BestDocuments(2);
        foreach (var document in (int[])[5, 6, 7])
            best.Add(document, 0.5f);
        best.Add(8, 0.75f);

        best.Descending().ShouldBe([(8, 0.75f), (5, 0.5f)]);
    }

    [Fact]
    public void A_vector_of_nothing_is_near_nothing()
    {
        var stored = new QuantisedVectors(16);
        stored.Add(0, new float[16]);
        var best = new BestDocuments(1);

        stored.Scan(Unit(16), 0, _ => true, best);

        best.Descending().ShouldBeEmpty();
        stored.CosineOf(0, Unit(16)).ShouldBe(0);
    }

    private static float[] Unit(int dimensions)
    {
        var vector = Enumerable.Range(0, dimensions).Select(_ => (float)(Random.NextDouble() - 0.5)).ToArray();
        var length = MathF.Sqrt(vector.Sum(x => x * x));
        return [.. vector.Select(x => x / length)];
    }
}
