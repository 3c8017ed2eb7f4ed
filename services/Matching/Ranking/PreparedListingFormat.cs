using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>
/// The stored form of a prepared listing: a version byte, then its parts in order; terms as differences, since they are sorted. Where an encoder put it stands
/// at the end, or nothing does.
/// </summary>
internal static class PreparedListingFormat
{
    private const byte Version = 2;

    public static byte[] Write(PreparedListing listing)
    {
        using var buffer = new MemoryStream();
        using var writer = new BinaryWriter(buffer);
        writer.Write(Version);
        writer.Write((byte)listing.Kind);
        WriteTerms(writer, listing.Words);
        WriteTerms(writer, listing.Bigrams);
        WriteTerms(writer, listing.Characters);
        writer.Write7BitEncodedInt(listing.Quantities.Count);
        foreach (var (name, dimension, min, max, text) in listing.Quantities)
        {
            writer.Write(name);
            writer.Write(dimension);
            writer.Write(min);
            writer.Write(max);
            writer.Write(text);
        }
        writer.Write((byte)listing.Modes);
        writer.Write((byte)(listing.Trl ?? 0));
        writer.Write(listing.MoneyMinFen ?? -1);
        writer.Write(listing.MoneyMaxFen ?? -1);
        writer.Write(listing.Region ?? "");
        writer.Write(listing.Industry ?? "");
        writer.Write7BitEncodedInt(listing.Ipc.Count);
        foreach (var code in listing.Ipc)
            writer.Write(code);
        writer.Write(listing.Incomplete);
        writer.Write(listing.ConfirmedAt.UtcTicks);
        if (listing.Encoded is { } encoded)
            WriteEncoded(writer, encoded);
        return buffer.ToArray();
    }

    public static PreparedListing Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 0 || bytes[0] != Version)
            throw new InvalidDataException("The stored listing was prepared by another version.");
        using var reader = new BinaryReader(new MemoryStream(bytes[1..].ToArray()));
        var kind = (ListingKind)reader.ReadByte();
        var words = ReadTerms(reader);
        var bigrams = ReadTerms(reader);
        var characters = ReadTerms(reader);
        var quantities = new NamedQuantity[reader.Read7BitEncodedInt()];
        for (var i = 0; i < quantities.Length; i++)
            quantities[i] = new(reader.ReadString(), reader.ReadString(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadString());
        return new(kind, words, bigrams, characters)
        {
            Quantities = quantities,
            Modes = (CooperationModes)reader.ReadByte(),
            Trl = reader.ReadByte() is var trl && trl > 0 ? trl : null,
            MoneyMinFen = reader.ReadInt64() is var min && min >= 0 ? min : null,
            MoneyMaxFen = reader.ReadInt64() is var max && max >= 0 ? max : null,
            Region = reader.ReadString() is { Length: > 0 } region ? region : null,
            Industry = reader.ReadString() is { Length: > 0 } industry ? industry : null,
            Ipc = ReadStrings(reader),
            Incomplete = reader.ReadBoolean(),
            ConfirmedAt = new(reader.ReadInt64(), TimeSpan.Zero),
            Encoded = reader.BaseStream.Position < reader.BaseStream.Length ? ReadEncoded(reader) : null,
        };
    }

    private static void WriteEncoded(BinaryWriter writer, EncodedText encoded)
    {
        writer.Write(encoded.Encoder);
        writer.Write7BitEncodedInt(encoded.Vector.Length);
        foreach (var value in encoded.Vector)
            writer.Write((Half)value);
    }

    private static EncodedText ReadEncoded(BinaryReader reader)
    {
        var encoder = reader.ReadString();
        var vector = new float[reader.Read7BitEncodedInt()];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = (float)reader.ReadHalf();
        return new(encoder, vector);
    }

    private static void WriteTerms(BinaryWriter writer, TermVector vector)
    {
        writer.Write7BitEncodedInt(vector.Count);
        var previous = 0u;
        foreach (var term in vector.Terms)
        {
            writer.Write7BitEncodedInt((int)(term - previous));
            previous = term;
        }
        writer.Write(vector.Counts);
        foreach (var length in vector.Lengths)
            writer.Write7BitEncodedInt(length);
    }

    private static TermVector ReadTerms(BinaryReader reader)
    {
        var terms = new uint[reader.Read7BitEncodedInt()];
        var term = 0u;
        for (var i = 0; i < terms.Length; i++)
            terms[i] = term += (uint)reader.Read7BitEncodedInt();
        var counts = reader.ReadBytes(terms.Length * TermVector.Roles);
        var lengths = new int[TermVector.Roles];
        for (var i = 0; i < lengths.Length; i++)
            lengths[i] = reader.Read7BitEncodedInt();
        return new(terms, counts, lengths);
    }

    private static string[] ReadStrings(BinaryReader reader)
    {
        var strings = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = reader.ReadString();
        return strings;
    }
}
