namespace TechTransfer.Gateway.Web.Sharing;

/// <summary>The beginning of a text, up to the end of a sentence where there is one.</summary>
internal static class Shortened
{
    public static string To(int length, string text)
    {
        if (text.Length <= length)
            return text;
        var end = text.LastIndexOfAny(['。', '；', '.', ';'], length - 1);
        if (end > length / 3)
            return text[..(end + 1)];
        // Not between the two halves of a rare character.
        return text[..(char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1)] + "…";
    }
}
