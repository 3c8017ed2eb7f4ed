using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace TechTransfer.Achievements.Tests;

/// <summary>Picture files for uploads, right ones and such as somebody sends who means harm.</summary>
internal static class Pictured
{
    /// <summary>Stands in the metadata of <see cref="Photo"/>.</summary>
    public const string Secret = "GPS 43.8171 N 125.3235 E";

    /// <summary>A camera lying on its side: the file is wide, the picture is tall; it says so, and where it was taken, in its metadata.</summary>
    public static byte[] Photo(int width = 2000, int height = 1000)
    {
        var jpeg = Drawn(width, height, SKEncodedImageFormat.Jpeg);
        byte[] tiff =
        [
            .. "Exif\0\0"u8,
            .. "MM\0*"u8,
            .. (byte[])[0, 0, 0, 8, 0, 2],
            // Orientation: turned by a quarter.
            .. (byte[])[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0],
            // Description.
            .. (byte[])[0x01, 0x0E, 0, 2, 0, 0, 0, (byte)(Secret.Length + 1), 0, 0, 0, 38],
            .. (byte[])[0, 0, 0, 0],
            .. Encoding.ASCII.GetBytes(Secret + "\0"),
        ];
        byte[] segment = [0xFF, 0xE1, (byte)((tiff.Length + 2) >> 8), (byte)(tiff.Length + 2), .. tiff];
        return [.. jpeg[..2], .. segment, .. jpeg[2..]];
    }

    public static byte[] Drawn(int width, int height, SKEncodedImageFormat format)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.SteelBlue);
        using var paint = new SKPaint { Color = SKColors.Orange };
        surface.Canvas.DrawRect(0, 0, width / 2f, height / 2f, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A file of a hundred bytes that says it is so large.</summary>
    public static byte[] Bomb(int width, int height)
    {
        var png = Drawn(1, 1, SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Check(png.AsSpan(12, 17)));
        return png;
    }

    /// <summary>A PNG of two frames: the chunk that says so stands behind the head.</summary>
    public static byte[] Moving()
    {
        var png = Drawn(8, 8, SKEncodedImageFormat.Png);
        byte[] control = [.. "acTL"u8, 0, 0, 0, 2, 0, 0, 0, 0];
        var check = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, Check(control));
        return [.. png[..33], 0, 0, 0, 8, .. control, .. check, .. png[33..]];
    }

    private static uint Check(ReadOnlySpan<byte> bytes)
    {
        var sum = 0xFFFFFFFFu;
        foreach (var x in bytes)
        {
            sum ^= x;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320u : sum >> 1;
        }
        return ~sum;
    }
}
