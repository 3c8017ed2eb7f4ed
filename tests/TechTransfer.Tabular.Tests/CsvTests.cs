using System.Text;
using CsCheck;
using Shouldly;
using Xunit;

namespace TechTransfer.Tabular.Tests;

public sealed class CsvTests
{
    private const string Sample = "title,organisation\r\n高强度聚氨酯弹性体,示例大学\r\n\"说 \"\"是\"\"\n第二行\",示例学院\r\n";

    static CsvTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    public static TheoryData<string, bool> Encodings =>
        new()
        {
            { "utf-8", false },
            { "utf-8", true },
            { "utf-16", true },
            { "utf-16BE", true },
            { "GB18030", false },
        };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void EncodingIsToldFromTheBytes(string encoding, bool withMark)
    {
        var how = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. withMark ? how.GetPreamble() : [], .. how.GetBytes(Sample)];

        var (columns, rows) = Read(bytes);

        columns.ShouldBe(["title", "organisation"]);
        rows.Select(x => x.Cells[0]).ShouldBe(["高强度聚氨酯弹性体", "说 \"是\"\n第二行"]);
        rows.Select(x => x.Line).ShouldBe([2, 3]);
    }

    [Fact]
    public void Gb18030IsRecognisedThoughTheFirstMegabyteIsAscii()
    {
        var text = "title\n" + string.Concat(Enumerable.Repeat("plain ascii\n", 100_000)) + "单晶硅片测试探针台\n";

        var (_, rows) = Read(Encoding.GetEncoding("GB18030").GetBytes(text));

        rows[^1].Cells[0].ShouldBe("单晶硅片测试探针台");
    }

    [Fact]
    public void ASpoiledByteSpoilsItsRowOnly()
    {
        var bytes = Encoding.UTF8.GetBytes("title\n碳纤维复合材料成型技术\nX黑土地保护性耕作\n梅花鹿养殖\n");
        bytes[Array.IndexOf(bytes, (byte)'X')] = 0xFF;

        var (_, rows) = Read(bytes);

        rows.Select(x => x.Error is null).ShouldBe([true, false, true]);
    }

    [Theory]
    [InlineData(',')]
    [InlineData(';')]
    [InlineData('\t')]
    public void SeparatorIsToldFromTheHeader(char separator)
    {
        var (columns, rows) = Read(Encoding.UTF8.GetBytes($"\"a,b;c\"{separator}title\n1{separator}2\n"));

        columns.ShouldBe(["a,b;c", "title"]);
        rows.Single().Cells.ShouldBe(["1", "2"]);
    }

    [Fact]
    public void LinesAreThoseOfTheSource()
    {
        var (_, rows) = Read("a,b\n\"1\n1\n1\",x\n\n,\n2,y\n"u8.ToArray());

        rows.Select(x => (x.Number, x.Line)).ShouldBe([(1, 2), (2, 7)]);
    }

    [Fact]
    public void WhatIsWrittenIsReadAgain() =>
        Gen.Char["a ,;\"\r\n\t测试=１"]
            .Array[0, 8]
            .Select(x => new string(x))
            .Array[3]
            .Array[1, 6]
            .Sample(
                rows =>
                {
                    string[] header = ["a", "b", "c"];
                    using var stream = new MemoryStream();
                    Write(stream, [header, .. rows]).GetAwaiter().GetResult();
                    var read = Read(stream.ToArray()).Rows;
                    var expected = rows.Select(row => row.Select(CsvWriter.Harmless).ToArray())
                        .Where(x => !x.All(string.IsNullOrWhiteSpace))
                        .ToArray();
                    read.Select(x => x.Cells.ToArray()).ShouldBe(expected);
                },
                iter: 2_000
            );

    [Fact]
    public void GoingOnAfterAnyRowGivesTheRest() =>
        Gen.Int[0, 12]
            .Sample(
                skip =>
                {
                    using var stream = new MemoryStream(
                        Encoding.UTF8.GetBytes("a\n" + string.Concat(Enumerable.Range(1, 10).Select(x => $"\"r\n{x}\"\n\n")))
                    );
                    using var table = Table.Open(stream);
                    table.Rows(skip).Select(x => (int)x.Number).ShouldBe(Enumerable.Range(1, 10).Skip(skip));
                },
                iter: 30
            );

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2", "'-2")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a=b", "a=b")]
    public void FormulasAreDisarmed(string text, string written) => CsvWriter.Harmless(text).ShouldBe(written);

    [Theory]
    [InlineData("", "empty")]
    [InlineData(" \r\n\n", "empty")]
    [InlineData("a,b,A\n", "duplicateColumn")]
    [InlineData("a,,c\n", "broken")]
    public void ABadHeaderIsRefused(string text, string code) =>
        Should.Throw<TableException>(() => Read(Encoding.UTF8.GetBytes(text))).Code.ShouldBe(code);

    [Fact]
    public void HeaderOnlyIsATableWithoutRows() => Read("title,organisation"u8.ToArray()).Rows.ShouldBeEmpty();

    [Fact]
    public void ARowLongerThanTheHeaderIsAnErrorOfThatRow()
    {
        var (_, rows) = Read("a,b\n1,2,3\n1,2,\n1\n"u8.ToArray());

        rows.Select(x => x.Error is null).ShouldBe([false, true, true]);
        rows[2].Cells.ShouldBe(["1", ""]);
    }

    [Fact]
    public void LimitsAreNamed()
    {
        var limits = new TableLimits
        {
            Rows = 2,
            CellsPerRow = 3,
            CharactersPerCell = 5,
        };

        Should.Throw<TableException>(() => Read("a\n1\n2\n3\n"u8.ToArray(), limits)).Message.ShouldContain("at most 2 rows");
        Should.Throw<TableException>(() => Read("a\n1,2,3,4\n"u8.ToArray(), limits)).Message.ShouldContain("at most 3 cells");
        Read("a\n123456\n"u8.ToArray(), limits).Rows.Single().Error!.ShouldContain("at most 5");
    }

    [Fact]
    public void AQuoteThatIsNeverClosedIsAClearError() =>
        Should.Throw<TableException>(() => Read(Encoding.ASCII.GetBytes("a\n\"" + new string('x', 17 * 1024 * 1024)))).Code.ShouldBe("rowTooLong");

    [Theory]
    [InlineData(new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1 })]
    [InlineData(new byte[] { (byte)'%', (byte)'P', (byte)'D', (byte)'F' })]
    [InlineData(new byte[] { 1, 0, 2, 0 })]
    public void OtherFilesAreRefused(byte[] bytes) => Should.Throw<TableException>(() => Read(bytes)).Code.ShouldBe("unknownFormat");

    internal static (IReadOnlyList<string> Columns, List<TableRow> Rows) Read(byte[] bytes, TableLimits? limits = null)
    {
        using var stream = new MemoryStream(bytes);
        using var table = Table.Open(stream, limits);
        return (table.Columns, [.. table.Rows()]);
    }

    private static async Task Write(Stream stream, string[][] rows)
    {
        await using var writer = new CsvWriter(stream);
        foreach (var row in rows)
            await writer.WriteRowAsync(row, CancellationToken.None);
    }
}
