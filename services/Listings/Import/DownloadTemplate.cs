using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using TechTransfer.Hosting;
using TechTransfer.Listings.Import.Columns;
using TechTransfer.Tabular;

namespace TechTransfer.Listings.Import;

/// <summary>GET imports/template: a sheet with all usual columns and a sample row, to be filled and sent back; a second sheet says what belongs where.</summary>
internal static class DownloadTemplate
{
    private const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static RouteHandlerBuilder Map<TContent>(IEndpointRouteBuilder routes)
        where TContent : ListingContent =>
        routes
            .MapGet("/imports/template", HandleAsync<TContent>)
            .RequireAuthorization(Authentication.SignedIn)
            .Produces<byte[]>(200, Xlsx, "text/csv");

    /// <param name="format">xlsx (default) or csv.</param>
    /// <param name="lang">zh (default) or en.</param>
    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> HandleAsync<TContent>(
        string? format,
        string? lang,
        ListingKind<TContent> kind,
        ImportColumns<TContent> columns,
        CancellationToken cancellationToken
    )
        where TContent : ListingContent
    {
        var isEnglish = lang?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true;
        if (lang is not null && !isEnglish && !lang.StartsWith("zh", StringComparison.OrdinalIgnoreCase))
            return Problem.Invalid("lang", "lang is zh or en.");
        var sheet = Sheet(columns.Words, isEnglish ? 1 : 0);
        using var file = new MemoryStream();
        switch (format ?? "xlsx")
        {
            case "xlsx":
                XlsxWriter.Write(
                    file,
                    new SheetToWrite(isEnglish ? kind.Plural : "导入", sheet),
                    new SheetToWrite(isEnglish ? "columns" : "填写说明", Notes(columns.Words, isEnglish ? 1 : 0), ColumnWidth: 40)
                );
                return TypedResults.File(file.ToArray(), Xlsx, $"{kind.Plural}-template.xlsx");
            case "csv":
                await using (var csv = new CsvWriter(file))
                    foreach (var row in sheet)
                        await csv.WriteRowAsync(row, cancellationToken);
                return TypedResults.File(file.ToArray(), "text/csv; charset=utf-8", $"{kind.Plural}-template.csv");
            default:
                return Problem.Invalid("format", "format is xlsx or csv.");
        }
    }

    private static IReadOnlyList<string>[] Sheet(ImportWords words, int language) =>
        [
            [.. words.Headings.Select(x => HeadingOf(x, language))],
            [.. words.Headings.Keys.Select(x => words.Sample.GetValueOrDefault(x)?[language] ?? "")],
        ];

    private static IEnumerable<IReadOnlyList<string>> Notes(ImportWords words, int language) =>
        [
            language == 0 ? ["列名", "字段", "填写说明"] : ["column", "Chinese heading", "what belongs there"],
            .. words.Headings.Select(x =>
                (IReadOnlyList<string>)
                    [HeadingOf(x, language), language == 0 ? x.Key : x.Value[0], words.Notes.GetValueOrDefault(x.Key)?[language] ?? ""]
            ),
        ];

    private static string HeadingOf(KeyValuePair<string, string[]> column, int language) => language == 0 ? column.Value[0] : column.Key;
}
