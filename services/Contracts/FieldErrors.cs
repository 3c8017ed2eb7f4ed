using Microsoft.AspNetCore.Http.HttpResults;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts;

/// <summary>What is wrong with a body, by field, so that one answer names everything.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    public bool Any => _errors.Count > 0;

    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
            _errors[field] = messages = [];
        messages.Add(message);
    }

    /// <summary>Trims; lengths are counted in Unicode code points. Null stays null and is wrong only when something is needed.</summary>
    public string? Text(string field, string? value, int min, int max)
    {
        var text = value?.Trim();
        var length = text?.EnumerateRunes().Count() ?? 0;
        if (length > max)
            Add(field, $"At most {max} characters; it has {length}.");
        else if (length < min)
            Add(field, min == 1 ? "Needed." : $"At least {min} characters; it has {length}.");
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>The enum member that the code names; the answer lists the codes there are.</summary>
    public T? Code<T>(string field, string? value, bool needed = false)
        where T : struct, Enum
    {
        if (value is null && !needed)
            return null;
        if (Contracts.Code.TryRead<T>(value, out var known))
            return known;
        Add(field, $"One of {Contracts.Code.List<T>()}.");
        return null;
    }

    public ProblemHttpResult ToProblem() => Problem.Invalid(_errors.ToDictionary(x => x.Key, x => x.Value.ToArray(), StringComparer.Ordinal));
}
