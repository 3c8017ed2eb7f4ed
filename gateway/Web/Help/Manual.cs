namespace TechTransfer.Gateway.Web.Help;

/// <summary>The short manual of a role; its texts are the words help.ROLE.NUMBER.</summary>
public sealed record Manual(string Role, IReadOnlyList<Step> Steps)
{
    public string Path => "/help/" + Role;

    public static readonly IReadOnlyList<Manual> All =
    [
        new(
            "member",
            [new("/join"), new("/my/achievements/new", "new-technology"), new("/my/achievements", "my-technologies"), new("/matches"), new("/desk")]
        ),
        new(
            "office",
            [
                new("/my/organisation"),
                new("/my/organisation"),
                new("/my/imports", "imports"),
                new("/introductions", "introductions"),
                new("/deals", "deals"),
                new("/my/access"),
            ]
        ),
        new(
            "company",
            [new("/join"), new("/my/demands/new", "new-need"), new("/matches", "compare"), new("/brokers"), new("/desk"), new("/my/access?box=out")]
        ),
        new("broker", [new("/my/broker"), new("/matches", "matches"), new("/introductions?box=out"), new("/deals", "deal"), new("/contracts")]),
        new(
            "operator",
            [new("/desk", "desk-operator"), new("/reviews", "review"), new("/reviews/organisations"), new("/reviews/reports"), new("/my/imports")]
        ),
    ];
}

/// <param name="Address">Where it is done.</param>
/// <param name="Picture">A picture of that page, in wwwroot/help in both languages; made by the browser tests.</param>
public sealed record Step(string Address, string? Picture = null);
