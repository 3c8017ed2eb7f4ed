using static TechTransfer.Gateway.Web.Writing.Fields;

namespace TechTransfer.Gateway.Web.Writing;

internal static class AchievementForm
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
                Text("summary") with
                {
                    Needed = true,
                    HasHint = true,
                },
                Text("problem") with
                {
                    HasHint = true,
                },
                Rows("parameters", Line("name"), Line("value"), Line("unit")) with
                {
                    HasHint = true,
                },
            ]
        ),
        new(
            "how",
            false,
            [
                Choice("trl", "trl", Levels),
                Choice("stage", "stage", "concept", "lab", "pilot", "demonstration", "commercial") with
                {
                    HasHint = true,
                },
                new("modes", FieldKind.Checks)
                {
                    Words = "mode",
                    Values = Modes,
                    Needed = true,
                },
                Choice("terms.kind", "terms", "negotiable", "fixed", "range"),
                Money("terms.min"),
                Money("terms.max"),
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
                Text("features"),
                Text("advantage"),
                Text("application"),
                Text("trlEvidence"),
                Rows("cases", Line("user"), new("year", FieldKind.Number), Line("effect")),
                Text("market"),
                Text("benefit"),
                new("needsPilot", FieldKind.YesNo),
                Money("investment.min"),
                Money("investment.max"),
            ]
        ),
        new(
            "ip",
            true,
            [
                Rows(
                    "ip",
                    Choice("kind", "ip", "inventionPatent", "utilityModel", "design", "application", "software", "knowHow", "plantVariety"),
                    Line("title"),
                    Line("number"),
                    Choice("status", "ipStatus", "granted", "pending", "filed", "registered"),
                    Day("filedOn"),
                    Day("expiresOn"),
                    Tags("owners") with
                    {
                        HasHint = false,
                    },
                    Line("encumbrance")
                ) with
                {
                    Cards = true,
                    HasHint = true,
                },
                Choice("rights.kind", "rights", "institution", "shared", "longTermUse", "inventor"),
                new("rights.share", FieldKind.Number),
                Day("rights.until"),
                Choice("licence", "licence", "exclusive", "sole", "nonExclusive", "open"),
            ]
        ),
        new("team", true, [Short("leader.name"), Short("leader.title"), Rows("team", Line("name"), Line("title"), Line("role")), Tags("partners")]),
        new(
            "proof",
            true,
            [
                Rows("evaluations", Line("kind"), Line("by"), Line("number"), Day("date"), Line("conclusion")) with
                {
                    Cards = true,
                },
                new("awards", FieldKind.Lines) { HasHint = true },
                Short("project.programme"),
                Short("project.number"),
                Short("registrationNo"),
                Tags("ipc"),
                Tags("themes"),
            ]
        ),
        new("files", true, [new("images", FieldKind.Files), new("attachments", FieldKind.Files)]),
        new(
            "disclosure",
            true,
            [
                Choice("disclosure.details", "audience", Audiences) with
                {
                    HasHint = true,
                },
                Choice("disclosure.parameters", "audience", Audiences),
                Choice("disclosure.team", "audience", Audiences),
                Choice("disclosure.attachments", "audience", Audiences),
            ]
        ),
        Contact,
        new(
            "end",
            false,
            [
                new("validUntil", FieldKind.Day) { HasHint = true },
                new("declarations.patentFiledOrNotNeeded", FieldKind.YesNo) { Needed = true, HasHint = true },
                new("declarations.noStateSecret", FieldKind.Flag) { Needed = true },
                new("declarations.entitledToPublish", FieldKind.Flag) { Needed = true },
            ]
        ),
    ];
}
