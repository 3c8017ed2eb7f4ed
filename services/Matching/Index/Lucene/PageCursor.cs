using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Where a page ended: its last sort value and id. Every listing comes once, however pages are asked for, while nothing changes.</summary>
internal static class PageCursor
{
    public static string Write(FieldDoc last, SearchSort sort)
    {
        var value =
            sort == SearchSort.Relevance ? BitConverter.SingleToInt32Bits(last.Score) : Convert.ToInt64(last.Fields[0], CultureInfo.InvariantCulture);
        return Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{(int)sort}:{value}:{((BytesRef)last.Fields[1]).Utf8ToString()}"));
    }

    /// <summary>Throws <see cref="FormatException"/> for a cursor that this search did not give out.</summary>
    public static FieldDoc Read(string cursor, SearchSort sort)
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
        object sorted =
            sort == SearchSort.Relevance
                ? J2N.Numerics.Single.GetInstance(BitConverter.Int32BitsToSingle((int)value))
                : J2N.Numerics.Int64.GetInstance(value);
        return new(int.MaxValue, float.NaN, [sorted, new BytesRef(pieces[2])]);
    }
}
