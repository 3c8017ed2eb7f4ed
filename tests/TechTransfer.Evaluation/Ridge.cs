namespace TechTransfer.Evaluation;

/// <summary>
/// Least squares with an L2 penalty on standardised columns, by coordinate descent. No weight is negative: a
/// model that learned on one kind of texts that sharing more is worse would carry that to other kinds.
/// </summary>
internal static class Ridge
{
    private const int Rounds = 500;

    public static (double[] Weights, double Intercept) Fit(IReadOnlyList<double[]> rows, IReadOnlyList<double> targets, double penalty)
    {
        var (n, columns) = (rows.Count, rows[0].Length);
        var mean = new double[columns];
        var deviation = new double[columns];
        for (var j = 0; j < columns; j++)
        {
            mean[j] = rows.Average(row => row[j]);
            deviation[j] = Math.Max(1e-9, Math.Sqrt(rows.Average(row => (row[j] - mean[j]) * (row[j] - mean[j]))));
        }
        var average = targets.Average();
        var product = new double[columns, columns];
        var response = new double[columns];
        var standard = new double[columns];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < columns; j++)
                standard[j] = (rows[i][j] - mean[j]) / deviation[j];
            for (var j = 0; j < columns; j++)
            {
                response[j] += standard[j] * (targets[i] - average);
                for (var k = 0; k <= j; k++)
                    product[j, k] += standard[j] * standard[k];
            }
        }
        var weights = new double[columns];
        for (var round = 0; round < Rounds; round++)
        for (var j = 0; j < columns; j++)
        {
            var rest = response[j];
            for (var k = 0; k < columns; k++)
                if (k != j)
                    rest -= weights[k] * (k < j ? product[j, k] : product[k, j]);
            weights[j] = Math.Max(0, rest / (product[j, j] + penalty));
        }
        for (var j = 0; j < columns; j++)
            weights[j] /= deviation[j];
        return (weights, average - weights.Zip(mean, (weight, value) => weight * value).Sum());
    }
}
