using System.Text.Json.Serialization;

namespace TechTransfer.Listings.Import;

/// <summary>How an import stands. Its counts grow while it runs.</summary>
/// <param name="State">waiting, running, done, failed or cancelled.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Percent">How much of the file has been dealt with, 0 to 100; nobody knows the number of rows before the end.</param>
/// <param name="Rows">Rows dealt with so far: accepted, updated, unchanged and refused ones together.</param>
/// <param name="DryRun">Everything is checked and counted, nothing is taken in.</param>
/// <param name="Source">Stands for the source of rows that name none.</param>
/// <param name="Problem">Why the whole import failed; rows before that were taken in.</param>
public sealed record ImportAnswer(
    Guid Id,
    ImportState State,
    string FileName,
    long Bytes,
    long BytesDone,
    int Percent,
    long Rows,
    long Accepted,
    long Updated,
    long Unchanged,
    long Refused,
    bool DryRun,
    bool Submit,
    bool Publish,
    string Source,
    string By,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? StartedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? FinishedAt,
    ImportProblem? Problem
)
{
    internal static ImportAnswer Of(ImportRow row) =>
        new(
            row.Id,
            row.State,
            row.FileName,
            row.Bytes,
            row.BytesDone,
            row.State == ImportState.Done ? 100
                : row.Bytes == 0 ? 0
                : (int)Math.Min(99, row.BytesDone * 100 / row.Bytes),
            row.Rows,
            row.Accepted,
            row.Updated,
            row.Unchanged,
            row.Refused,
            row.DryRun,
            row.Submit,
            row.Publish,
            row.Source,
            row.By,
            row.CreatedAt,
            row.StartedAt,
            row.FinishedAt,
            row.ProblemCode is { } code ? new ImportProblem(code, row.ProblemDetail ?? "") : null
        );
}

/// <param name="Code">Stable: unknownColumns, missingColumn, tooManyRows, broken, internal …</param>
public sealed record ImportProblem(string Code, string Detail);
