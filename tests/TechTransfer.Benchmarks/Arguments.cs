using System.Globalization;

namespace TechTransfer.Benchmarks;

/// <summary>What follows the verb: "--name value" pairs.</summary>
internal sealed class Arguments(IReadOnlyList<string> words)
{
    public string? Text(string name)
    {
        for (var i = 0; i + 1 < words.Count; i++)
            if (words[i] == "--" + name)
                return words[i + 1];
        return null;
    }

    public int Number(string name, int otherwise) => Text(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
