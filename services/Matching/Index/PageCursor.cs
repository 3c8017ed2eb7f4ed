using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace TechTransfer.Matching.Index;

/// <summary>
/// Where a page ended: its last sort value and id. Every listing comes once, however pages are asked for, while nothing changes.
/// </summary>
/// <param name="Value">What was sorted by: the bits of the score, or UTC ticks.</param>
/// <param name="Id">Thirty-two hexadecimal digits.</param>
public sealed record PageCursor(long Value, string Id)
{
    public static PageCursor OfScore(float score, string id) => new(BitConverter.SingleToInt32Bits(score), id);

    public float Score => BitConverter.Int32BitsToSingle((int)Value);

    public string Write(SearchSort sort) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(int)sort}:{Value}:{Id}"));

    /// <exception cref="FormatException">A search in this order did not give it out.</exception>
    public static PageCursor Read(string cursor, SearchSort sort)
    {
        if (!Base64Url.IsValid(cursor))
            throw new FormatException("The cursor is not one of this search.");
        var pieces = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)).Split(':');
        if (
            pieces.Length != 3
            || pieces[0] != ((int)sort).ToString(CultureInfo.InvariantCulture)
            || !long.TryParse(pieces[1], CultureInfo.InvariantCulture, out var value)
            || !Guid.TryParseExact(pieces[2], "N", out _)
        )
            throw new FormatException("The cursor is not one of this search.");
        return new(value, pieces[2]);
    }
}
