using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;

namespace TechTransfer.Matching.Listings;

/// <summary>One text of a listing under the name its API gives it, as written by its owner; offsets of evidence point into it.</summary>
internal sealed record FieldText(string Field, string Text);

/// <summary>
/// What Matching knows of a published listing of either kind: public sections only, since nothing else ever arrives.
/// </summary>
/// <param name="Kind">Of the listing; a demand's own kind is <paramref name="DemandKind"/>.</param>
/// <param name="Texts">Title first, then what says most, then the rest.</param>
/// <param name="Trl">Offered, or wanted by a demand.</param>
/// <param name="MinFen">Asking price or budget.</param>
internal sealed record PublishedListing(
    ListingKind Kind,
    Guid Id,
    long Version,
    Guid OrganisationId,
    string OrganisationName,
    string Region,
    string Title,
    string? Summary,
    IReadOnlyList<FieldText> Texts,
    IReadOnlyList<string> Keywords,
    IReadOnlyList<PublishedParameter> Parameters,
    IReadOnlyList<PublishedTarget> Targets,
    string? DemandKind,
    string? Field,
    string? Industry,
    IReadOnlyList<string> Ipc,
    int? Trl,
    bool TrlDerived,
    IReadOnlyList<string> Modes,
    long? MinFen,
    long? MaxFen,
    bool InNegotiation,
    bool Contracted,
    bool Incomplete,
    DateTimeOffset PublishedAt,
    DateTimeOffset ConfirmedAt,
    DateTimeOffset? ValidUntil
)
{
    public static PublishedListing Of(AchievementPublished e) =>
        new(
            ListingKind.Achievement,
            e.AchievementId,
            e.Version,
            e.OrganisationId,
            e.OrganisationName,
            e.Region,
            e.Title,
            e.Summary,
            Filled(
                ("title", e.Title),
                ("summary", e.Summary),
                ("problem", e.Problem),
                ("features", e.Features),
                ("advantage", e.Advantage),
                ("application", e.Application),
                ("market", e.Market),
                ("benefit", e.Benefit)
            ),
            e.Keywords,
            e.Parameters,
            [],
            null,
            e.Field,
            e.Industry,
            e.Ipc,
            e.Trl,
            e.TrlDerived,
            e.Modes,
            e.PriceMinFen,
            e.PriceMaxFen,
            e.InNegotiation,
            e.Contracted,
            e.Incomplete,
            e.PublishedAt,
            e.ConfirmedAt,
            e.ValidUntil
        );

    public static PublishedListing Of(DemandPublished e) =>
        new(
            ListingKind.Demand,
            e.DemandId,
            e.Version,
            e.OrganisationId,
            e.OrganisationName,
            e.Region,
            e.Title,
            e.Content ?? e.Background,
            Filled(
                ("title", e.Title),
                ("content", e.Content),
                ("background", e.Background),
                ("basis", e.Basis),
                ("tried", e.Tried),
                ("constraints", e.Constraints)
            ),
            e.Keywords,
            [],
            e.Targets,
            e.Kind,
            e.Field,
            e.Industry,
            [],
            e.TrlWanted,
            false,
            e.Modes,
            e.BudgetMinFen,
            e.BudgetMaxFen,
            e.InNegotiation,
            e.Contracted,
            e.Incomplete,
            e.PublishedAt,
            e.ConfirmedAt,
            // A demand nobody can answer in time any more is no use to anybody.
            e.Deadline is { } deadline && !(e.ValidUntil < deadline) ? deadline : e.ValidUntil
        );

    private static FieldText[] Filled(params ReadOnlySpan<(string Field, string? Text)> texts)
    {
        var filled = new List<FieldText>(texts.Length);
        foreach (var (field, text) in texts)
            if (!string.IsNullOrWhiteSpace(text))
                filled.Add(new FieldText(field, text));
        return [.. filled];
    }
}
