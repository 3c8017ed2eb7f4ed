using System.Globalization;
using System.Text;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Alerts.Sending;

/// <summary>One listing that is told of, with why.</summary>
/// <param name="Organisation">Null of an anonymous one.</param>
internal sealed record Told(Inbox.Row Row, PublishedListing Listing, PublishedListing? Own, OrganisationName? Organisation);

/// <summary>What a delivery says, for people and for programs.</summary>
internal sealed record Message(Guid Id, DeliveryKind Kind, IReadOnlyList<Told> Told, Language Language, string Site, DateTimeOffset At)
{
    /// <summary>A digest is a list to look through, not the whole inbox.</summary>
    public const int MostShown = 50;

    public string Title =>
        Kind switch
        {
            DeliveryKind.Test => Language.Of("测试提醒：技术转移平台", "Test alert: TechTransfer"),
            DeliveryKind.Digest => Language.Of(
                $"今天有{Told.Count}条新提醒",
                Told.Count == 1 ? "1 new alert today" : $"{Told.Count} new alerts today"
            ),
            _ when Told.Count == 1 => Why(Told[0]) + Language.Of("：", ": ") + Told[0].Listing.Title,
            _ => Language.Of($"{Told.Count}条新提醒", $"{Told.Count} new alerts"),
        };

    /// <summary>Text of all channels that show text; a line for each listing and one for its address.</summary>
    public string Text
    {
        get
        {
            if (Kind == DeliveryKind.Test)
                return Language.Of("这是一条测试消息，说明提醒可以送达这里。", "This is a test: alerts reach this place.") + "\n";
            var text = new StringBuilder();
            foreach (var told in Told.Take(MostShown))
                text.Append(Why(told))
                    .Append('\n')
                    .Append(told.Listing.Title)
                    .Append(Language.Of("，", ", "))
                    .Append(told.Organisation?.Name ?? Language.Of("匿名发布", "Anonymous"))
                    .Append('\n')
                    .Append(Address(told))
                    .Append("\n\n");
            if (Told.Count > MostShown)
                text.Append(Language.Of($"还有{Told.Count - MostShown}条：", $"{Told.Count - MostShown} more: ")).Append(Site).Append("/my/alerts\n");
            return text.ToString();
        }
    }

    /// <summary>The data of a webhook; field names as in the API.</summary>
    public object Data =>
        new
        {
            alerts = Told.Select(x => new
            {
                id = x.Row.Alert.Id,
                at = x.Row.Alert.At,
                listing = new
                {
                    id = x.Listing.Id,
                    kind = KindOf(x.Listing),
                    title = x.Listing.Title,
                    organisation = x.Organisation is { } organisation ? new { id = organisation.Id, name = organisation.Name } : null,
                    url = Address(x),
                },
                search = x.Own is null ? new { id = x.Row.Alert.CauseId, name = x.Row.SearchName } : null,
                fit = x.Own is { } own
                    ? new
                    {
                        match = own.Kind == ListingKind.Demand ? MatchId.Of(own.Id, x.Listing.Id) : MatchId.Of(x.Listing.Id, own.Id),
                        level = x.Row.Alert.Level,
                        own = new
                        {
                            id = own.Id,
                            kind = KindOf(own),
                            title = own.Title,
                        },
                    }
                    : null,
            }),
        };

    public string Type =>
        Kind switch
        {
            DeliveryKind.Test => "alert.test",
            DeliveryKind.Digest => "alert.digest",
            _ => "alert.new",
        };

    private string Why(Told told) =>
        told.Own is { } own
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{(told.Row.Alert.Level >= AlertLevels.Strong ? Language.Of("高度匹配您的", "Strong match for your ") : Language.Of("较匹配您的", "Good match for your "))}{Language.Of("「", "“")}{own.Title}{Language.Of("」", "”")}"
            )
            : Language.Of($"订阅「{told.Row.SearchName}」有新的", $"New in “{told.Row.SearchName}”");

    private string Address(Told told) => $"{Site}/{(told.Listing.Kind == ListingKind.Demand ? "demands" : "achievements")}/{told.Listing.Id}";

    private static string KindOf(PublishedListing listing) => listing.Kind == ListingKind.Demand ? "demand" : "achievement";
}
