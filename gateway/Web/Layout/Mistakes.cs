using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Layout;

/// <summary>
/// The API's sentences about fields in the language of the page. They name path and limit for machines; beside its field a person needs the limit only.
/// </summary>
internal static class Mistakes
{
    /// <summary>What a sentence says, and the words for it; {0} is what follows up to the next letter: a limit.</summary>
    private static readonly (string Part, string Key)[] Known =
    [
        ("no state secret is disclosed", "mistake.noStateSecret"),
        ("entitled to publish", "mistake.entitledToPublish"),
        ("whether a patent has been filed", "mistake.patentFiled"),
        ("cannot be hidden from its own", "mistake.hidesOwn"),
        ("No organisation has this", "mistake.organisation"),
        ("organisation is closed", "mistake.organisation.closed"),
        ("check digit does not fit", "mistake.checkDigit"),
        ("no e-mail address", "mistake.email"),
        ("looks after this region", "mistake.noOperator"),
        ("A PDF, PNG or JPEG file", "mistake.scan"),
        ("has passed", "mistake.passed"),
        ("is before filedOn", "mistake.before"),
        ("is below min", "mistake.belowMin"),
        ("needs at least one", "mistake.needsOne"),
        ("' needs at least ", "mistake.atLeast"),
        ("' needs 1 to ", "mistake.atMost"),
        ("was only guessed", "mistake.guessed"),
        ("is no JPEG, PNG or WebP", "mistake.file.noPicture"),
        ("The picture has ", "mistake.file.pixels"),
        ("The picture moves", "mistake.file.moves"),
        ("The picture is broken", "mistake.file.brokenPicture"),
        ("is no PDF, DOCX, XLSX", "mistake.file.noAttachment"),
        ("The file holds macros", "mistake.file.macros"),
        ("files in all its versions", "mistake.file.many"),
        ("Send the file as the field", "mistake.file.missing"),
        ("pages; at most", "mistake.file.pages"),
        ("is an old .doc", "mistake.file.oldDoc"),
        ("has a password", "mistake.file.password"),
        ("it may be a scan", "mistake.file.scan"),
        ("picture without text", "mistake.file.picture"),
        ("is a table", "mistake.file.table"),
        ("neither PDF, DOCX", "mistake.file.unknown"),
        ("The PDF is broken", "mistake.file.broken"),
        ("The DOCX is broken", "mistake.file.broken"),
        ("The file unpacks", "mistake.file.unpacked"),
        ("The file has more than", "mistake.file.unpacked"),
        ("to read; paste its text", "mistake.file.slow"),
        ("too intricate to be split", "mistake.file.intricate"),
        ("old way (LZW)", "mistake.file.lzw"),
        ("The file is empty", "mistake.file.empty"),
        ("Paste a text or choose", "mistake.file.none"),
        ("sections that are on request", "mistake.sections"),
        ("is no section on request", "mistake.notOnRequest"),
        ("of the undertaking that was read", "mistake.undertaking"),
        ("is required", "mistake.required"),
        ("is no whole number", "mistake.wholeNumber"),
        ("is no number", "mistake.number"),
        ("is no amount of yuan", "mistake.amount"),
        ("is neither yes nor no", "mistake.yesOrNo"),
        ("is no date such as", "mistake.day"),
        ("begins like JSON but is none", "mistake.brokenJson"),
        ("An entry has at most ", "mistake.parts"),
        ("stand in an earlier row", "mistake.repeated"),
        ("belongs to another organisation", "mistake.anothers"),
        ("You may not enter listings for", "mistake.notYours"),
        ("and cannot be changed now", "mistake.locked"),
        ("is one of ", "mistake.oneOf"),
        ("is no six-digit", "mistake.oneOf"),
        ("is no GB/T", "mistake.oneOf"),
        (" may have at most ", "mistake.atMost"),
        ("' is 1 to ", "mistake.oneTo"),
        ("' is 0 to ", "mistake.zeroTo"),
    ];

    public static string Say(Words words, string message)
    {
        foreach (var (part, key) in Known)
            if (message.IndexOf(part, StringComparison.Ordinal) is var at and >= 0)
                return words[
                    key == "mistake.atMost" && message.EndsWith("entries.", StringComparison.Ordinal) ? "mistake.entries" : key,
                    Limit(message.AsSpan(at + part.Length))
                ];
        return message;
    }

    private static string Limit(ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && (char.IsAsciiDigit(rest[length]) || rest[length] == ','))
            length++;
        return rest[..length].ToString();
    }
}
