using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace TechTransfer.Hosting.Moving;

/// <summary>
/// How many rows a table has and the sum of their SHA-256 hashes: the same in whatever order the rows are read, another when a row is missing, doubled or
/// changed. Values are hashed in the types of the model, so that both databases give the same.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fingerprint(long Rows, ulong A, ulong B, ulong C, ulong D)
{
    public Fingerprint With(object?[] row)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true))
            foreach (var value in row)
                Write(writer, value);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), hash);
        return unchecked(new Fingerprint(Rows + 1, A + Part(hash, 0), B + Part(hash, 1), C + Part(hash, 2), D + Part(hash, 3)));
    }

    public override string ToString() => A.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Part(ReadOnlySpan<byte> hash, int number) => BinaryPrimitives.ReadUInt64LittleEndian(hash[(number * sizeof(ulong))..]);

    /// <summary>A mark of the type before each value keeps neighbours apart: null and "" differ, "a", "bc" and "ab", "c" too.</summary>
    private static void Write(BinaryWriter writer, object? value)
    {
        switch (value)
        {
            case null:
                writer.Write('0');
                break;
            case string text:
                writer.Write('s');
                writer.Write(text);
                break;
            case Guid id:
                writer.Write('g');
                writer.Write(id.ToByteArray());
                break;
            case byte[] blob:
                writer.Write('b');
                writer.Write(blob.Length);
                writer.Write(blob);
                break;
            case DateTimeOffset time:
                writer.Write('t');
                writer.Write(time.UtcTicks);
                break;
            case DateTime time:
                writer.Write('t');
                writer.Write(time.Ticks);
                break;
            case DateOnly day:
                writer.Write('d');
                writer.Write(day.DayNumber);
                break;
            case double number:
                writer.Write('f');
                writer.Write(number);
                break;
            case bool or byte or short or int or long or Enum:
                writer.Write('i');
                writer.Write(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case IEnumerable several:
                writer.Write('[');
                foreach (var one in several)
                    Write(writer, one);
                writer.Write(']');
                break;
            default:
                throw new NotSupportedException($"A column of type {value.GetType()} cannot be moved yet.");
        }
    }
}
