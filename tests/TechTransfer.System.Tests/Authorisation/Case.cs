using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>How the line of one endpoint is tried: whose it is, and what has to stand there before the call.</summary>
internal sealed record Case(string Endpoint, Own Own, Func<Town, string, Task<Call>> Prepare);

/// <summary>One call on things that were made for it, the same for every caller.</summary>
/// <param name="Path">With the real id of something that belongs to the own organisation.</param>
/// <param name="Body">The body that succeeds for whoever may.</param>
internal sealed record Call(string Path, object? Body = null)
{
    /// <summary>What the owner reads before and after a refusal: it must be the same.</summary>
    public string? Watch { get; init; }

    /// <summary><see cref="Watch"/> is a list, in which the thing appears or does not.</summary>
    public bool WatchesList { get; init; }

    /// <summary>If-Match.</summary>
    public string? Version { get; init; }

    /// <summary>What an answer shows to those who are let in; null where there is nothing to see.</summary>
    public string? Shows { get; init; }

    /// <summary>A form instead of JSON.</summary>
    public Func<HttpContent>? Form { get; init; }

    /// <summary>One call changes nothing that the next caller needs: all share what was made.</summary>
    public bool Repeatable { get; init; }
}
