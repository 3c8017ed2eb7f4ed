using System.Runtime.InteropServices;

namespace TechTransfer.Matching.Ranking;

/// <summary>A sparse matrix that grows row by row, six bytes an entry.</summary>
internal sealed class SparseRows
{
    private readonly List<int> starts = [0];
    private readonly List<ushort> columns = [];
    private readonly List<float> values = [];

    public int Count => starts.Count - 1;

    /// <summary>One more than the highest column in use.</summary>
    public int Width { get; private set; }

    /// <summary>Adds an entry to the row that <see cref="EndRow"/> ends.</summary>
    public void Add(int column, float value)
    {
        Width = Math.Max(Width, column + 1);
        columns.Add((ushort)column);
        values.Add(value);
    }

    /// <summary>Ends the row and scales it to unit length.</summary>
    public void EndRow()
    {
        var row = CollectionsMarshal.AsSpan(values)[starts[^1]..];
        var scale = (float)(1 / Math.Max(1e-9, Math.Sqrt(Vectors.Dot(row, row))));
        foreach (ref var value in row)
            value *= scale;
        starts.Add(values.Count);
    }

    public ReadOnlySpan<ushort> Columns(int row) => CollectionsMarshal.AsSpan(columns)[starts[row]..starts[row + 1]];

    public ReadOnlySpan<float> Values(int row) => CollectionsMarshal.AsSpan(values)[starts[row]..starts[row + 1]];
}
