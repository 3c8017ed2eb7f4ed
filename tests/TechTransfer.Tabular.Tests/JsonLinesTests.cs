using System.Text;
using Shouldly;
using Xunit;

namespace TechTransfer.Tabular.Tests;

public sealed class JsonLinesTests
{
    [Fact]
    public void ABadLineSpoilsItsRowOnly()
    {
        var rows = CsvTests
            .Read("{\"title\":\"一\"}\n\n{bad}\r\n[1]\n{\"a\":1,\"a\":2}\n{\"title\":\"二\",\"contact\":{\"name\":\"x\"}}"u8.ToArray())
            .Rows;

        rows.Select(x => (x.Line, x.Error is null)).ShouldBe([(1, true), (3, false), (4, false), (5, false), (6, true)]);
        rows[4].Json!.Value.GetProperty("contact").GetProperty("name").GetString().ShouldBe("x");
    }

    [Fact]
    public void SpoiledBytesAreAnErrorOfTheirLine()
    {
        byte[] bytes = [.. "{\"title\":\""u8, 0xFF, .. "\"}\n{\"title\":\"ok\"}"u8];

        CsvTests.Read(bytes).Rows.Select(x => x.Error is null).ShouldBe([false, true]);
    }

    [Fact]
    public void LinesAcrossReadBuffersAreWhole()
    {
        var text = string.Concat(Enumerable.Range(0, 3_000).Select(x => $"{{\"n\":{x},\"text\":\"{new string('字', x % 200)}\"}}\n"));

        var rows = CsvTests.Read(Encoding.UTF8.GetBytes(text)).Rows;

        rows.Select(x => x.Json!.Value.GetProperty("n").GetInt32()).ShouldBe(Enumerable.Range(0, 3_000));
    }

    [Fact]
    public void ALineWithoutEndBreaksItsLimit()
    {
        var bytes = Encoding.ASCII.GetBytes("{\"a\":\"" + new string('x', 3_000));

        Should.Throw<TableException>(() => CsvTests.Read(bytes, new TableLimits { BytesPerRow = 1_000 })).Message.ShouldContain("1000 bytes");
    }

    [Fact]
    public void AnArrayIsRefusedWithAReason() =>
        Should.Throw<TableException>(() => CsvTests.Read("[{\"a\":1}]"u8.ToArray())).Message.ShouldContain("one object on each line");
}
