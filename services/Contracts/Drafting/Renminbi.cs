using System.Text;

namespace TechTransfer.Contracts.Drafting;

/// <summary>Amounts in the capital characters that contracts carry beside the figures: 壹拾贰万叁仟元伍角整.</summary>
internal static class Renminbi
{
    private const string Digits = "零壹贰叁肆伍陆柒捌玖";
    private static readonly string[] Places = ["", "拾", "佰", "仟"];
    private static readonly (long Size, string Name)[] Groups = [(100_000_000, "亿"), (10_000, "万"), (1, "")];

    /// <param name="fen">0 to 9,999 亿 yuan.</param>
    public static string InWords(long fen)
    {
        if (fen == 0)
            return "零元整";
        var (yuan, jiao, rest) = (fen / 100, (int)(fen / 10 % 10), (int)(fen % 10));
        var words = new StringBuilder();
        if (yuan > 0)
            words.Append(Yuan(yuan)).Append('元');
        if (jiao > 0)
            words.Append(Digits[jiao]).Append('角');
        else if (yuan > 0 && rest > 0)
            words.Append('零');
        return rest > 0 ? words.Append(Digits[rest]).Append('分').ToString() : words.Append('整').ToString();
    }

    private static string Yuan(long yuan)
    {
        var words = new StringBuilder();
        var skipped = false;
        foreach (var (size, name) in Groups)
        {
            var group = (int)(yuan / size % 10_000);
            if (group == 0)
            {
                skipped = true;
                continue;
            }
            if (words.Length > 0 && (skipped || group < 1000))
                words.Append('零');
            skipped = false;
            words.Append(UpTo9999(group)).Append(name);
        }
        return words.ToString();
    }

    private static string UpTo9999(int number)
    {
        var words = new StringBuilder();
        var skipped = false;
        for (int place = 3, size = 1000; place >= 0; place--, size /= 10)
        {
            var digit = number / size % 10;
            if (digit == 0)
            {
                skipped = true;
                continue;
            }
            if (words.Length > 0 && skipped)
                words.Append('零');
            skipped = false;
            words.Append(Digits[digit]).Append(Places[place]);
        }
        return words.ToString();
    }
}
