namespace TechTransfer.Gateway.Web.Writing;

/// <summary>How a field is typed and how it stands in the API's body.</summary>
public enum FieldKind
{
    Line,
    Text,

    /// <summary>A list, one entry a line.</summary>
    Lines,

    /// <summary>A list of short words between commas.</summary>
    Tags,
    Number,

    /// <summary>Typed in 万元.</summary>
    Money,
    Day,
    Choice,
    Checks,
    Flag,

    /// <summary>True, false or not said.</summary>
    YesNo,
    Place,
    Industry,
    Rows,

    /// <summary>Ids of stored files, which the form only carries on; they are changed on a page of their own.</summary>
    Files,
}

/// <summary>A field of the form; its path is that of the API's body and of its errors.</summary>
public sealed record FormField(string Path, FieldKind Kind)
{
    /// <summary>Values of a choice; their words are <c>Words.value</c>.</summary>
    public IReadOnlyList<string> Values { get; init; } = [];
    public string Words { get; init; } = "";

    /// <summary>A choice without an empty option.</summary>
    public bool AlwaysChosen { get; init; }

    /// <summary>Without it a submission is refused.</summary>
    public bool Needed { get; init; }
    public bool HasHint { get; init; }
    public IReadOnlyList<FormField> Columns { get; init; } = [];

    /// <summary>Each row as a block of labelled fields: too many columns for a table.</summary>
    public bool Cards { get; init; }

    /// <summary>Stands beside the next ones instead of taking the whole line.</summary>
    public bool Narrow => Kind is FieldKind.Number or FieldKind.Money or FieldKind.Day or FieldKind.Choice or FieldKind.YesNo || Short;
    public bool Short { get; init; }

    /// <summary>The last part of the path, as the words name it.</summary>
    public string WordKey => "f." + Path;
}

/// <summary>A group of fields; all but the first ones are folded until they hold something.</summary>
public sealed record FormSection(string Name, bool Folded, IReadOnlyList<FormField> Fields);
