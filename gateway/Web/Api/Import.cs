namespace TechTransfer.Gateway.Web.Api;

/// <summary>An import and how far it is; its counts grow while it runs.</summary>
public sealed record Import(
    Guid Id,
    string State,
    string? FileName,
    long Bytes,
    int Percent,
    long Rows,
    long Accepted,
    long Updated,
    long Unchanged,
    long Refused,
    bool DryRun,
    bool Submit,
    bool Publish,
    string? By,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    ImportProblem? Problem
)
{
    public bool IsOpen => State is "waiting" or "running" or "receiving";
}

/// <summary>Why a whole import failed.</summary>
public sealed record ImportProblem(string Code, string? Detail);
