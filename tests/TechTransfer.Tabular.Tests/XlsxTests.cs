using System.IO.Compression;
using System.Text;
using CsCheck;
using Shouldly;
using Xunit;

namespace TechTransfer.Tabular.Tests;

public sealed class XlsxTests
{
    private const string Namespace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";

    [Fact]
    public void WhatIsWrittenIsReadAgain() =>
        Gen.Char["a <&\"\n\t\u0001测_x0041_="]
            .Array[0, 8]
            .Select(x => new string(x))
            .Array[3]
            .Array[1, 6]
            .Sample(
                rows =>
                {
                    using var stream = new MemoryStream();
                    XlsxWriter.Write(
                        stream,
                        new SheetToWrite(
                            "成果",
                            [
                                ["a", "b", "c"],
                                .. rows,
                            ]
                        ),
                        new SheetToWrite(
                            "说明",
                            [
                                ["x"],
                            ]
                        )
                    );
                    var read = CsvTests.Read(stream.ToArray());
                    read.Columns.ShouldBe(["a", "b", "c"]);
                    read.Rows.Select(x => x.Cells.ToArray()).ShouldBe(rows.Where(x => !x.All(string.IsNullOrWhiteSpace)));
                },
                iter: 200
            );

    [Fact]
    public void CellsAreGivenAsTheyAreShown()
    {
        var bytes = Workbook(
            """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>n</t></is></c><c r="C1" t="str"><v>d</v></c><c r="D1" t="str"><v>b</v></c></row>
            <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><v>0.1</v></c><c r="C3" s="1"><v>45000</v></c><c r="D3" t="b"><v>1</v></c></row>
            <row r="4"><c r="B4"><v>13800000000</v></c><c r="C4" s="1"><v>45000.5</v></c></row>
            """,
            "<si><t>title</t></si><si><r><t>激光</t></r><r><t>清洗</t></r><rPh sb=\"0\" eb=\"1\"><t>x</t></rPh></si>"
        );

        var (columns, rows) = CsvTests.Read(bytes);

        columns.ShouldBe(["title", "n", "d", "b"]);
        rows[0].ShouldSatisfyAllConditions(x => x.Line.ShouldBe(3), x => x.Cells.ShouldBe(["激光清洗", "0.1", "2023-03-15", "true"]));
        rows[1].Cells.ShouldBe(["", "13800000000", "2023-03-15T12:00:00", ""]);
    }

    [Fact]
    public void ALargeTableOfTextsIsSpilledToDiskAndComesBack()
    {
        using var strings = new SharedStrings(inMemory: 100);
        for (var i = 0; i < 1_000; i++)
            strings.Add($"第{i}个文本");
        strings.Complete();

        Enumerable.Range(0, 1_000).Select(x => strings[x]).ShouldBe(Enumerable.Range(0, 1_000).Select(x => $"第{x}个文本"));
    }

    [Fact]
    public void AZipBombEndsAtTheRatio()
    {
        var bytes = Workbook("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>" + new string(' ', 40_000_000));

        Should.Throw<TableException>(() => CsvTests.Read(bytes)).Code.ShouldBeOneOf("compressionRatio", "rowTooLong");
        Should
            .Throw<TableException>(() => CsvTests.Read(bytes, new TableLimits { BytesPerRow = 100_000_000 }))
            .Message.ShouldContain("more than 200 times");
    }

    [Fact]
    public void ABombInAPartThatIsLoadedWholeEndsToo()
    {
        var bytes = Workbook("<row r=\"1\"/>", styles: $"<styleSheet {Namespace}>{new string(' ', 40_000_000)}</styleSheet>");

        Should.Throw<TableException>(() => CsvTests.Read(bytes)).Code.ShouldBeOneOf("compressionRatio", "rowTooLong");
    }

    [Fact]
    public void TheUnpackedSizeIsLimited()
    {
        var row = string.Concat(Enumerable.Range(2, 2_000).Select(x => $"<row r=\"{x}\"><c r=\"A{x}\" t=\"str\"><v>{Guid.NewGuid()}</v></c></row>"));
        var bytes = Workbook("<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a</v></c></row>" + row);

        Should.Throw<TableException>(() => CsvTests.Read(bytes, new TableLimits { UnpackedBytes = 50_000 })).Message.ShouldContain("50000 bytes");
    }

    [Fact]
    public void ManyCellsEndAtTheirLimit()
    {
        var cells = string.Concat(Enumerable.Repeat("<c><v>1</v></c>", 600));

        Should.Throw<TableException>(() => CsvTests.Read(Workbook($"<row r=\"1\">{cells}</row>"))).Code.ShouldBe("tooManyCells");
        Should
            .Throw<TableException>(() => CsvTests.Read(Workbook("<row r=\"1\"><c r=\"XFD1\"><v>1</v></c></row>")))
            .Message.ShouldContain("at most 500 cells");
    }

    [Fact]
    public void EntitiesAreNotExpanded()
    {
        var sheet =
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>"
            + $"<worksheet {Namespace}><sheetData><row r=\"1\"><c t=\"str\"><v>&e;</v></c></row></sheetData></worksheet>";

        Should.Throw<TableException>(() => CsvTests.Read(Workbook(null, sheet: sheet))).Code.ShouldBe("broken");
    }

    [Theory]
    [InlineData("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>")]
    [InlineData("<row r=\"1\"><c r=\"1\"><v>7</v></c></row>")]
    [InlineData("<row r=\"x\"><c r=\"A1\"><v>7</v></c></row>")]
    [InlineData("<row r=\"1\"><c r=\"A1\"><v>7</v></row>")]
    public void BrokenSheetsAreAClearError(string rows) => Should.Throw<TableException>(() => CsvTests.Read(Workbook(rows))).Code.ShouldBe("broken");

    [Fact]
    public void AnyCutOrFlippedByteIsAClearErrorOrStillATable()
    {
        var whole = Workbook(string.Concat(Enumerable.Range(1, 50).Select(x => $"<row r=\"{x}\"><c t=\"str\"><v>cell {x}</v></c></row>")));
        Gen.Int[4, whole.Length - 1]
            .Select(Gen.Bool, Gen.Byte)
            .Sample(
                (at, cut, value) =>
                {
                    var bytes = cut ? whole[..at] : [.. whole[..at], value, .. whole[(at + 1)..]];
                    try
                    {
                        CsvTests.Read(bytes);
                    }
                    catch (TableException refused)
                    {
                        refused.Message.ShouldNotBeEmpty();
                    }
                },
                iter: 500
            );
    }

    [Fact]
    public void AnEmptySheetIsEmpty() => Should.Throw<TableException>(() => CsvTests.Read(Workbook(""))).Code.ShouldBe("empty");

    [Fact]
    public void GoingOnSkipsRows()
    {
        using var stream = new MemoryStream(
            Workbook(string.Concat(Enumerable.Range(1, 9).Select(x => $"<row r=\"{x}\"><c t=\"str\"><v>{x}</v></c></row>")))
        );
        using var table = Table.Open(stream);

        table.Rows(skip: 5).Select(x => x.Line).ShouldBe([7, 8, 9]);
    }

    private static byte[] Workbook(string? rows, string? shared = null, string? styles = null, string? sheet = null)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            const string types = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
            const string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
            Add(
                "[Content_Types].xml",
                $"""
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Override PartName="/xl/workbook.xml" ContentType="{types}sheet.main+xml"/>
                <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{types}worksheet+xml"/>
                <Override PartName="/xl/sharedStrings.xml" ContentType="{types}sharedStrings+xml"/>
                <Override PartName="/xl/styles.xml" ContentType="{types}styles+xml"/></Types>
                """
            );
            Add(
                "_rels/.rels",
                $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            );
            Add(
                "xl/workbook.xml",
                $"<workbook {Namespace} xmlns:r=\"{relations}\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            );
            Add(
                "xl/_rels/workbook.xml.rels",
                $"""
                <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>
                <Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="r3" Type="{relations}/styles" Target="styles.xml"/></Relationships>
                """
            );
            Add("xl/worksheets/sheet1.xml", sheet ?? $"<worksheet {Namespace}><sheetData>{rows}</sheetData></worksheet>");
            Add("xl/sharedStrings.xml", $"<sst {Namespace}>{shared}</sst>");
            Add(
                "xl/styles.xml",
                styles ?? $"<styleSheet {Namespace}><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            );

            void Add(string name, string xml)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(xml));
            }
        }
        return stream.ToArray();
    }
}
