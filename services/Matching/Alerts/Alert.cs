using TechTransfer.Matching.SavedSearches;

namespace TechTransfer.Matching.Alerts;

internal enum AlertKind
{
    /// <summary>A saved search found the listing.</summary>
    Search,

    /// <summary>The listing fits one of the organisation's own.</summary>
    Match,
}

/// <summary>
/// Somebody is told of a listing for one reason, and for that reason once: written in the transaction that deletes the work it came of, so a repeated
/// piece of work adds nothing and a killed one leaves nothing out.
/// </summary>
internal sealed class Alert
{
    /// <summary>To everybody who acts for the organisation.</summary>
    public const string Everybody = "";

    public required Guid Id { get; init; }
    public required Guid OrganisationId { get; init; }

    /// <summary>The person, or <see cref="Everybody"/>.</summary>
    public required string Subject { get; init; }
    public required AlertKind Kind { get; init; }

    /// <summary>The listing that is told of; never the recipient's own.</summary>
    public required Guid ListingId { get; init; }

    /// <summary>The saved search, or the own listing that it fits.</summary>
    public required Guid CauseId { get; init; }

    /// <summary>Of a match: 4 strong, 3 good.</summary>
    public int? Level { get; init; }
    public required DateTimeOffset At { get; init; }
}

/// <summary>Levels of match that somebody may be told of: strong ones unless he asks for good ones too, since most of those are only worth a look.</summary>
internal static class AlertLevels
{
    public const int Strong = 4;
    public const int Good = 3;
}

/// <summary>How far a person has read the inbox of an organisation.</summary>
internal sealed class AlertReader
{
    public required string Subject { get; init; }
    public required Guid OrganisationId { get; init; }

    /// <summary>Alerts up to this one are read; ids grow with time.</summary>
    public required Guid ReadUpTo { get; set; }

    /// <summary>When matches are sent to this person.</summary>
    public Tell Matches { get; set; } = Tell.AtOnce;

    /// <summary>The lowest level of match that this person is told of: <see cref="AlertLevels.Strong"/> or <see cref="AlertLevels.Good"/>.</summary>
    public int FromLevel { get; set; } = AlertLevels.Strong;
}
