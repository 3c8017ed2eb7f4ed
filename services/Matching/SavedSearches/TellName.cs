namespace TechTransfer.Matching.SavedSearches;

/// <summary>When to tell, as the API names it.</summary>
internal static class TellName
{
    public static Tell? Read(string? name) =>
        name switch
        {
            "atOnce" => Tell.AtOnce,
            "daily" => Tell.Daily,
            "inbox" => Tell.Inbox,
            _ => null,
        };

    public static string Of(Tell tell) =>
        tell switch
        {
            Tell.AtOnce => "atOnce",
            Tell.Daily => "daily",
            _ => "inbox",
        };
}
