namespace TechTransfer.Contracts.Signing;

/// <summary>A stamped copy, kept in pieces so that no row grows large.</summary>
internal sealed class Scan
{
    /// <summary>Bytes.</summary>
    public const int MaxLength = 5 * 1024 * 1024;
    private const int PieceLength = 256 * 1024;

    public required Guid Id { get; init; }
    public required Guid ContractId { get; init; }
    public required string Name { get; init; }

    /// <summary>What its first bytes say it is, whatever its name says.</summary>
    public required string ContentType { get; init; }
    public required int Length { get; init; }
    public required string Sha256 { get; init; }
    public required Guid OrganisationId { get; init; }
    public required DateTimeOffset At { get; init; }
    public List<ScanPiece> Pieces { get; } = [];

    public void Fill(byte[] content)
    {
        for (var at = 0; at < content.Length; at += PieceLength)
            Pieces.Add(new ScanPiece { Position = at / PieceLength, Bytes = content[at..Math.Min(at + PieceLength, content.Length)] });
    }

    /// <summary>PDF, PNG or JPEG by signature; null for anything else.</summary>
    public static string? TypeOf(ReadOnlySpan<byte> content) =>
        content.StartsWith("%PDF-"u8) ? "application/pdf"
        : content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : null;
}

internal sealed class ScanPiece
{
    public required int Position { get; init; }
    public required byte[] Bytes { get; init; }
}
