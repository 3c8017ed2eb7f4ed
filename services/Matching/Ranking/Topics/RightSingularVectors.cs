using System.Numerics;
using System.Runtime.InteropServices;

namespace TechTransfer.Matching.Ranking;

/// <summary>
/// The strongest right singular vectors of a sparse matrix by randomised subspace iteration (Halko, Martinsson and Tropp 2011, algorithm 4.4, on AᵀA). It goes
/// over the rows a few times and holds two dense matrices of width × (dimensions + <see cref="Spare"/>), however many rows there are. One thread and one seed,
/// so the same rows always give the same vectors.
/// </summary>
internal static class RightSingularVectors
{
    private const int Spare = 16;
    private const int Rounds = 4;
    private const int Seed = 20_260_101;

    /// <summary>Row j holds the components of column j, strongest direction first; fewer directions than asked for are filled with zeros.</summary>
    public static float[] Of(SparseRows matrix, int dimensions, CancellationToken cancellationToken)
    {
        var size = dimensions + Spare;
        var basis = new float[matrix.Width * size];
        var random = new Random(Seed);
        for (var i = 0; i < basis.Length; i++)
            basis[i] = (float)Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * (float)Math.Cos(2 * Math.PI * random.NextDouble());
        var next = new float[basis.Length];
        for (var round = 0; round < Rounds; round++)
        {
            Array.Clear(next);
            ForEachRow(
                matrix,
                basis,
                size,
                (row, projected) =>
                {
                    var columns = matrix.Columns(row);
                    var values = matrix.Values(row);
                    for (var i = 0; i < columns.Length; i++)
                        AddScaled(next.AsSpan(columns[i] * size, size), projected, values[i]);
                },
                cancellationToken
            );
            Orthonormalise(next, size);
            (basis, next) = (next, basis);
        }
        var gram = new double[size, size];
        ForEachRow(matrix, basis, size, (_, projected) => AddOuter(gram, projected), cancellationToken);
        var (_, rotation) = SymmetricEigen.Of(gram);
        var vectors = new float[matrix.Width * dimensions];
        for (var j = 0; j < matrix.Width; j++)
            Rotate(basis.AsSpan(j * size, size), rotation, vectors.AsSpan(j * dimensions, dimensions));
        return vectors;
    }

    private delegate void RowAction(int row, ReadOnlySpan<float> projected);

    private static void ForEachRow(SparseRows matrix, float[] basis, int size, RowAction action, CancellationToken cancellationToken)
    {
        var projected = new float[size];
        for (var row = 0; row < matrix.Count; row++)
        {
            if (row % 1024 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            Array.Clear(projected);
            var columns = matrix.Columns(row);
            var values = matrix.Values(row);
            for (var i = 0; i < columns.Length; i++)
                AddScaled(projected, basis.AsSpan(columns[i] * size, size), values[i]);
            action(row, projected);
        }
    }

    /// <summary>Y ← Y W Λ^−½ with YᵀY = W Λ Wᵀ; directions without weight become zeros.</summary>
    private static void Orthonormalise(float[] columns, int size)
    {
        var gram = new double[size, size];
        for (var at = 0; at < columns.Length; at += size)
            AddOuter(gram, columns.AsSpan(at, size));
        var (values, rotation) = SymmetricEigen.Of(gram);
        for (var k = 0; k < size; k++)
        {
            var scale = values[k] > 1e-10 * values[0] ? 1 / Math.Sqrt(values[k]) : 0;
            for (var i = 0; i < size; i++)
                rotation[i, k] *= scale;
        }
        var row = new float[size];
        for (var at = 0; at < columns.Length; at += size)
        {
            columns.AsSpan(at, size).CopyTo(row);
            Rotate(row, rotation, columns.AsSpan(at, size));
        }
    }

    private static void Rotate(ReadOnlySpan<float> row, double[,] rotation, Span<float> result)
    {
        Span<double> sums = stackalloc double[result.Length];
        var all = MemoryMarshal.CreateReadOnlySpan(ref rotation[0, 0], rotation.Length);
        var width = rotation.GetLength(1);
        for (var i = 0; i < row.Length; i++)
        {
            double value = row[i];
            if (value == 0)
                continue;
            var line = all.Slice(i * width, result.Length);
            for (var k = 0; k < line.Length; k++)
                sums[k] += value * line[k];
        }
        for (var k = 0; k < result.Length; k++)
            result[k] = (float)sums[k];
    }

    /// <summary>Adds the upper half of v vᵀ.</summary>
    private static void AddOuter(double[,] sum, ReadOnlySpan<float> v)
    {
        var all = MemoryMarshal.CreateSpan(ref sum[0, 0], sum.Length);
        for (var i = 0; i < v.Length; i++)
        {
            double value = v[i];
            if (value == 0)
                continue;
            var line = all.Slice(i * v.Length, v.Length);
            for (var k = i; k < v.Length; k++)
                line[k] += value * v[k];
        }
    }

    internal static void AddScaled(Span<float> sum, ReadOnlySpan<float> vector, float scale)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum[i..]) + new Vector<float>(vector[i..]) * scale).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += vector[i] * scale;
    }
}
