namespace TechTransfer.Gateway.Web.Writing;

/// <summary>Short forms for the two layouts.</summary>
internal static class Fields
{
    public static readonly string[] Modes = ["transfer", "licence", "equity", "joint", "commission", "service", "consulting", "open"];
    public static readonly string[] Levels = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    public static readonly string[] Audiences = ["public", "members", "granted"];

    public static FormField Line(string path) => new(path, FieldKind.Line);

    public static FormField Short(string path) => new(path, FieldKind.Line) { Short = true };

    public static FormField Text(string path) => new(path, FieldKind.Text);

    public static FormField Choice(string path, string words, params string[] values) =>
        new(path, FieldKind.Choice) { Words = words, Values = values };

    public static FormField Money(string path) => new(path, FieldKind.Money);

    public static FormField Day(string path) => new(path, FieldKind.Day);

    public static FormField Tags(string path) => new(path, FieldKind.Tags) { HasHint = true };

    public static FormField Rows(string path, params FormField[] columns) => new(path, FieldKind.Rows) { Columns = columns };

    public static readonly FormSection Contact = new("contact", true, [Short("contact.name"), Short("contact.phone"), Short("contact.email")]);
}
