using TechTransfer.TestApplication;

namespace TechTransfer.Matching.Tests.Encoder;

/// <summary>Whoever brings no encoder pays nothing for those who do.</summary>
public sealed class WithoutEncoderTests
{
    private static readonly string[] Parts = ["TechTransfer.Matching.Encoder.dll", "Microsoft.ML.OnnxRuntime.dll", "Microsoft.ML.Tokenizers.dll"];

    [Fact]
    public async Task Without_the_setting_nothing_of_it_is_loaded()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process has loaded is read from /proc.");
        foreach (var part in Parts)
            File.Exists(Path.Combine(Path.GetDirectoryName(StandaloneProgram.Executable)!, part)).ShouldBeTrue(part);
        var folder = Directory.CreateTempSubdirectory("techtransfer-lean-");
        var address = new Uri($"http://127.0.0.1:{StandaloneProgram.FreePort()}");
        var start = StandaloneProgram.StartInfo(address, folder.FullName, "--Demo:Listings=false", "--Matching:Embedder=");
        using var process = System.Diagnostics.Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
            await TestApp.EventuallyAsync(() => StandaloneProgram.IsReadyAsync(client), ready => ready, TimeSpan.FromMinutes(4));
            var loaded = await File.ReadAllTextAsync($"/proc/{process.Id}/maps", TestContext.Current.CancellationToken);
            loaded.ShouldContain("TechTransfer.Matching.Ranking.dll");
            foreach (var part in Parts.Append("libonnxruntime"))
                loaded.ShouldNotContain(part);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            folder.Delete(recursive: true);
        }
    }
}
