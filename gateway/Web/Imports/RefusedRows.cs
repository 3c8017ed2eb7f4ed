using System.Text;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Imports;

/// <summary>A row that an import did not take.</summary>
public sealed record RefusedRow(string Line, string Field, string Code, string Message);

/// <summary>The first refused rows of an import out of the API's CSV; the rest is for the download.</summary>
internal sealed class RefusedRows(FrontDoor door)
{
    private const int Shown = 100;

    public async Task<IReadOnlyList<RefusedRow>> ReadAsync(ListingKind kind, Guid import, CancellationToken cancellationToken)
    {
        using var answer = await door.SendAsync(HttpMethod.Get, $"{kind.Api}/imports/{import}/result", null, null, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            return [];
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken), Encoding.UTF8);
        var rows = new List<RefusedRow>();
        await ReadRowAsync(reader, cancellationToken);
        while (rows.Count < Shown && await ReadRowAsync(reader, cancellationToken) is { } cells)
            if (cells is [var line, var field, var code, var message, ..])
                rows.Add(new RefusedRow(line, field, code, message));
        return rows;
    }

    /// <summary>A quoted cell may hold line breaks, so a row may take several lines.</summary>
    private static async Task<List<string>?> ReadRowAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        if (await reader.ReadLineAsync(cancellationToken) is not { } line)
            return null;
        while (line.Count(x => x == '"') % 2 == 1 && await reader.ReadLineAsync(cancellationToken) is { } more)
            line += "\n" + more;
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
            if (line[i] == '"' && quoted && i + 1 < line.Length && line[i + 1] == '"')
                cell.Append(line[i++]);
            else if (line[i] == '"')
                quoted = !quoted;
            else if (line[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
                cell.Append(line[i]);
        cells.Add(cell.ToString());
        return cells;
    }
}
