using Microsoft.Extensions.Options;
using SkiaSharp;

namespace TechTransfer.Listings.Files;

/// <summary>The file is not taken; the message is for who sent it.</summary>
internal sealed class UnfitFileException(string message) : Exception(message);

/// <param name="Width">Upright, of the largest size kept.</param>
internal sealed record Picture(int Width, int Height, IReadOnlyList<(PictureSize Size, byte[] Bytes)> Sizes);

/// <summary>
/// Unpacks an uploaded picture and packs it anew in every size. Nothing of the file itself is kept: no metadata, no profile, nothing hidden behind the
/// picture. Its head is read first, so that one that claims to be enormous is never unpacked.
/// </summary>
internal sealed class PictureReader(IOptions<FileLimits> limits) : IDisposable
{
    private static readonly int[] Qualities = [80, 65, 50, 35, 20, 10, 1];
    private static readonly SKSamplingOptions Smooth = new(SKFilterMode.Linear, SKMipmapMode.Linear);
    private readonly SemaphoreSlim _places = new(limits.Value.AtOnce);

    /// <exception cref="UnfitFileException">It is no picture that is taken.</exception>
    /// <exception cref="TimeoutException">All places stayed taken.</exception>
    public async Task<Picture> ReadAsync(byte[] file, CancellationToken cancellationToken)
    {
        if (!await _places.WaitAsync(TimeSpan.FromSeconds(limits.Value.Seconds), cancellationToken))
            throw new TimeoutException();
        try
        {
            return await Task.Run(() => Read(file), cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private Picture Read(byte[] file)
    {
        // By its first bytes: the library knows more formats than people need, and each is one more way in.
        if (!IsJpeg(file) && !IsPng(file) && !IsWebP(file))
            throw new UnfitFileException("The file is no JPEG, PNG or WebP picture.");
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data) ?? throw Broken();
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > limits.Value.MaxPixels)
            throw new UnfitFileException(
                $"The picture has {width} × {height} pixels; at most {limits.Value.MaxPixels / 1_000_000} million are taken."
            );
        if (codec.FrameCount > 1 || IsAnimatedPng(file))
            throw new UnfitFileException("The picture moves; send a still one.");
        using var upright = Upright(codec);
        var largest = Fit(upright, PictureSize.Large);
        return new Picture(largest.Width, largest.Height, [.. PictureSize.All.Select(x => (x, Pack(upright, x)))]);
    }

    private static SKImage Upright(SKCodec codec)
    {
        // A little more than wanted: JPEG unpacks to eighths of its size only.
        var scale = Math.Min(1f, ((float)PictureSize.Large.Side / Math.Max(codec.Info.Width, codec.Info.Height)) + (1f / 16));
        var size = codec.GetScaledDimensions(scale);
        using var srgb = SKColorSpace.CreateSrgb();
        using var stored = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, srgb));
        if (codec.GetPixels(stored.Info, stored.GetPixels()) != SKCodecResult.Success)
            throw Broken();
        var turned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var (width, height) = turned ? (size.Height, size.Width) : (size.Width, size.Height);
        // Without a colour space: the pixels are sRGB, which every reader takes for granted where nothing is said.
        using var surface = Sheet(width, height);
        surface.Canvas.SetMatrix(Turn(codec.EncodedOrigin, width, height));
        using var image = SKImage.FromBitmap(stored);
        surface.Canvas.DrawImage(image, 0, 0, SKSamplingOptions.Default);
        return surface.Snapshot();
    }

    private static byte[] Pack(SKImage upright, PictureSize size)
    {
        var (width, height) = Fit(upright, size);
        using var surface = Sheet(width, height);
        surface.Canvas.DrawImage(upright, From(upright, size), new SKRect(0, 0, width, height), Smooth);
        using var image = surface.Snapshot();
        var format = size.ContentType == "image/jpeg" ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Webp;
        byte[] bytes = [];
        foreach (var quality in Qualities)
        {
            using var packed = image.Encode(format, quality);
            bytes = packed.ToArray();
            if (bytes.Length <= size.MostBytes)
                break;
        }
        return bytes;
    }

    /// <summary>White, so that what was transparent is readable on dark pages too.</summary>
    private static SKSurface Sheet(int width, int height)
    {
        var surface = SKSurface.Create(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Clear(SKColors.White);
        return surface;
    }

    /// <summary>Never larger than it came.</summary>
    private static (int Width, int Height) Fit(SKImage upright, PictureSize size)
    {
        if (size.IsCut)
            return (Math.Min(size.Side, Shorter(upright)), Math.Min(size.Side, Shorter(upright)));
        var scale = Math.Min(1.0, (double)size.Side / Math.Max(upright.Width, upright.Height));
        return (Math.Max(1, (int)Math.Round(upright.Width * scale)), Math.Max(1, (int)Math.Round(upright.Height * scale)));
    }

    private static SKRect From(SKImage upright, PictureSize size)
    {
        if (!size.IsCut)
            return new SKRect(0, 0, upright.Width, upright.Height);
        var side = Shorter(upright);
        return SKRect.Create((upright.Width - side) / 2f, (upright.Height - side) / 2f, side, side);
    }

    private static int Shorter(SKImage upright) => Math.Min(upright.Width, upright.Height);

    private static SKMatrix Turn(SKEncodedOrigin origin, int width, int height) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
            _ => SKMatrix.Identity,
        };

    private static UnfitFileException Broken() => new("The picture is broken and cannot be opened.");

    internal static bool IsJpeg(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    internal static bool IsPng(ReadOnlySpan<byte> file) =>
        file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    private static bool IsWebP(ReadOnlySpan<byte> file) => file.Length > 12 && file.StartsWith("RIFF"u8) && file[8..].StartsWith("WEBP"u8);

    /// <summary>The chunk that tells of frames stands before the picture's own.</summary>
    private static bool IsAnimatedPng(ReadOnlySpan<byte> file)
    {
        if (!IsPng(file))
            return false;
        var picture = file.IndexOf("IDAT"u8);
        return file[..Math.Max(picture, 0)].IndexOf("acTL"u8) >= 0;
    }
}
