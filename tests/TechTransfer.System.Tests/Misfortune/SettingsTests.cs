using System.Diagnostics;
using Shouldly;
using TechTransfer.TestApplication;
using Xunit;

namespace TechTransfer.System.Tests.Misfortune;

/// <summary>A setting that the process cannot work with stops its start: exit code 1 and one sentence that names it.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("PublicUrl", "--PublicUrl=nonsense")]
    [InlineData("PublicUrl", "--PublicUrl=http://tech.example.cn")]
    [InlineData("Limits:RequestBytes", "--Limits:RequestBytes=much")]
    [InlineData("Limits:RequestBytes", "--Limits:RequestBytes=-5")]
    [InlineData("Limits:SignInsPerMinute", "--Limits:SignInsPerMinute=few")]
    [InlineData("data folder", "--data=/proc/nothing")]
    [InlineData("urls", "--urls=nonsense")]
    [InlineData("ConnectionStrings:Achievements", "--ConnectionStrings:Achievements=nonsense")]
    [InlineData("ConnectionStrings:RabbitMq", "--ConnectionStrings:RabbitMq=nonsense")]
    [InlineData("Matching:Embedder", "--Matching:Embedder=/proc/nothing")]
    public async Task It_is_said_in_one_sentence(string names, string setting)
    {
        var folder = Directory.CreateTempSubdirectory("techtransfer-settings-");
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
        };
        foreach (
            var argument in (string[])
                [StandaloneProgram.Executable, "--urls", "http://127.0.0.1:0", "--data", folder.FullName, "--environment", "Production", setting]
        )
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(100));
        await process.WaitForExitAsync(limit.Token);
        process.ExitCode.ShouldBe(1, error + await output);
        error.Trim().Split('\n').Length.ShouldBe(1, error);
        error.ShouldContain(names);
        error.ShouldNotContain("   at ");
        folder.Delete(recursive: true);
    }
}
