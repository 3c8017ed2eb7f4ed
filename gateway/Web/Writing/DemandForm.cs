using static TechTransfer.Gateway.Web.Writing.Fields;

namespace TechTransfer.Gateway.Web.Writing;

internal static class DemandForm
{
    public static readonly IReadOnlyList<FormSection> Sections =
    [
        new(
            "what",
            false,
            [
                Line("title") with
                {
                    Needed = true,
                    HasHint = true,
                },
                Text("content") with
                {
                    Needed = true,
                    HasHint = true,
                },
                Rows(
                    "targets",
                    Line("name"),
                    Choice("comparator", "comparator", ">=", "<=", "=", ">", "<", "range") with
                    {
                        AlwaysChosen = true,
                    },
                    Line("value"),
                    Line("unit"),
                    Line("text")
                ) with
                {
                    HasHint = true,
                },
            ]
        ),
        new(
            "how",
            false,
            [
                new("modes", FieldKind.Checks)
                {
                    Words = "mode",
                    Values = Modes,
                    Needed = true,
                },
                Money("budget.min"),
                Money("budget.max"),
                Day("deadline") with
                {
                    HasHint = true,
                },
                Choice("trlWanted", "trl", Levels),
                Choice("kind", "demandKind", "problem", "adoption", "jointDevelopment", "testing", "consulting", "upgrade"),
                Choice("urgency", "urgency", "high", "medium", "low"),
                new("region", FieldKind.Place),
                new("industry", FieldKind.Industry),
                Short("field"),
                Tags("keywords"),
            ]
        ),
        new(
            "details",
            true,
            [
                Text("background"),
                Text("basis"),
                Text("tried") with
                {
                    HasHint = true,
                },
                Text("constraints") with
                {
                    HasHint = true,
                },
                Text("ipTerms"),
                Tags("preferredPartners"),
                Tags("themes"),
            ]
        ),
        new("files", true, [new("attachments", FieldKind.Files)]),
        Contact,
        new("discretion", true, [new("anonymous", FieldKind.Flag) { HasHint = true }, new("hiddenFrom", FieldKind.Lines) { HasHint = true }]),
        new(
            "end",
            false,
            [
                new("validUntil", FieldKind.Day) { HasHint = true },
                new("budgetVisible", FieldKind.Flag),
                new("declarations.noStateSecret", FieldKind.Flag) { Needed = true },
                new("declarations.entitledToPublish", FieldKind.Flag) { Needed = true },
            ]
        ),
    ];
}
