using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Ranking;

/// <summary>Modes of cooperation as bits, so that two lists are compared at once.</summary>
[Flags]
internal enum CooperationModes
{
    None = 0,
    Transfer = 1,
    Licence = 2,
    Equity = 4,
    Joint = 8,
    Commission = 16,
    Service = 32,
    Consulting = 64,
    Open = 128,
}

/// <summary>A quantity that is wanted or offered. <paramref name="Name"/> is empty when it was read from running text.</summary>
internal sealed record NamedQuantity(string Name, string Dimension, double Min, double Max, string Text);

/// <summary>
/// A listing ready to be compared: analysed once, about 2 KB (with an encoder two bytes a dimension more), stored as bytes beside its row. It holds no running text.
/// </summary>
public sealed class PreparedListing
{
    internal PreparedListing(ListingKind kind, TermVector words, TermVector bigrams, TermVector characters) =>
        (Kind, Words, Bigrams, Characters) = (kind, words, bigrams, characters);

    public ListingKind Kind { get; }

    public TermVector Words { get; }

    public TermVector Bigrams { get; }

    internal TermVector Characters { get; }

    internal IReadOnlyList<NamedQuantity> Quantities { get; init; } = [];
    internal CooperationModes Modes { get; init; }
    internal int? Trl { get; init; }
    internal long? MoneyMinFen { get; init; }
    internal long? MoneyMaxFen { get; init; }
    internal string? Region { get; init; }
    internal string? Industry { get; init; }
    internal IReadOnlyList<string> Ipc { get; init; } = [];
    internal bool Incomplete { get; init; }
    internal DateTimeOffset ConfirmedAt { get; init; }

    /// <summary>Null where no encoder is in use, and for a text that it knows nothing of.</summary>
    public EncodedText? Encoded { get; init; }

    private TopicPosition? position;

    /// <summary>Unit-length position in the topic space; null without a space, and for a listing of which the space knows no term.</summary>
    public float[]? PositionIn(IEmbedder? topics)
    {
        if (topics is null)
            return null;
        if (position is not { } known || known.Space != topics.Number)
            position = known = new(topics.Number, topics.Embed(this));
        return known.Vector;
    }

    /// <summary>Computed when it is first asked for: a new space needs no stored listing to be written again.</summary>
    private sealed record TopicPosition(long Space, float[]? Vector);

    /// <summary>A compact form to store; <see cref="FromBytes"/> reads it.</summary>
    public byte[] ToBytes() => PreparedListingFormat.Write(this);

    /// <summary>Throws <see cref="InvalidDataException"/> for bytes of another format version: prepare the listing again.</summary>
    public static PreparedListing FromBytes(ReadOnlySpan<byte> bytes) => PreparedListingFormat.Read(bytes);
}
