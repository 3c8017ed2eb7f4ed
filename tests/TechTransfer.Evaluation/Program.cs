using TechTransfer.Evaluation;

const string Usage = """
    rank FOLDER --run RUN.tsv [--engine lucene|elasticsearch] [--reverse] [--model FILE.json] [--embedder FOLDER]
    report FOLDER [--engine lucene|elasticsearch] [--run RUN.tsv] [--model FILE.json] [--embedder FOLDER]
    train FOLDER --model FILE.json --run RUN.tsv [--version NAME] [--embedder FOLDER]
    """;

try
{
    var arguments = Arguments.Read(args);
    switch (arguments.Command)
    {
        case "rank":
            await RankCommand.RunAsync(arguments);
            return 0;
        case "dump":
            return 0;
        case "report":
            await ReportCommand.RunAsync(arguments);
            return 0;
        case "train":
            await TrainCommand.RunAsync(arguments);
            return 0;
        default:
            throw new UsageException($"Unknown command '{arguments.Command}'.");
    }
}
catch (UsageException wrong)
{
    await Console.Error.WriteLineAsync($"{wrong.Message}\n\nUsage:\n{Usage}");
    return 2;
}
catch (Exception failure)
    when (failure is IOException or InvalidDataException or UnauthorizedAccessException or TechTransfer.Matching.Index.SearchIndexUnavailableException
    )
{
    await Console.Error.WriteLineAsync(failure.Message);
    return 1;
}
