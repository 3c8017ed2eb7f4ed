using TechTransfer.Matching.Encoder;

namespace TechTransfer.Evaluation;

/// <summary>The command line was wrong; the message says what.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>The command line: COMMAND FOLDER and options.</summary>
internal sealed record Arguments(
    string Command,
    string Folder,
    string Engine,
    bool Reverse,
    string? Run,
    string? Model,
    string? Version,
    string? Embedder
)
{
    public string RequiredRun => Run ?? throw new UsageException("--run FILE is missing.");

    /// <summary>The encoder whose vectors take the place of the topic space; null for none.</summary>
    public OnnxTextEncoder? LoadEncoder() => Embedder is { } folder ? OnnxTextEncoder.Load(folder) : null;

    public static Arguments Read(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
            throw new UsageException("Name a command.");
        var arguments = new Arguments(args[0], "", "lucene", false, null, null, null, null);
        for (var i = 1; i < args.Count; i++)
            arguments = args[i] switch
            {
                "--reverse" => arguments with { Reverse = true },
                "--run" => arguments with { Run = Value(args, ref i) },
                "--model" => arguments with { Model = Value(args, ref i) },
                "--version" => arguments with { Version = Value(args, ref i) },
                "--embedder" => arguments with { Embedder = Value(args, ref i) },
                "--engine" => arguments with { Engine = Value(args, ref i) },
                var other when other.StartsWith("--", StringComparison.Ordinal) => throw new UsageException($"Unknown option {other}."),
                var folder when arguments.Folder.Length == 0 => arguments with { Folder = folder },
                var more => throw new UsageException($"'{more}' is one argument too many."),
            };
        if (arguments.Folder.Length == 0)
            throw new UsageException("Name the folder of a data set.");
        return arguments;
    }

    private static string Value(IReadOnlyList<string> args, ref int i) =>
        ++i < args.Count ? args[i] : throw new UsageException($"{args[i - 1]} needs a value.");
}
