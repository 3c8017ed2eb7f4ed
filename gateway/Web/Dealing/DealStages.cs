namespace TechTransfer.Gateway.Web.Dealing;

internal static class DealStages
{
    /// <summary>In the order a deal goes through them.</summary>
    public static readonly string[] All = ["introduced", "negotiating", "drafting", "signed", "registered", "performing", "fulfilled", "dropped"];

    /// <summary>The five types of the Civil Code and what each may be more exactly, as the API names them.</summary>
    public static readonly (string Type, string[] Subtypes)[] ContractTypes =
    [
        ("development", ["commissioned", "cooperative"]),
        ("transfer", ["patent", "patentApplication", "knowHow", "software", "layoutDesign", "plantVariety", "biomedicalProduct", "other"]),
        ("licence", ["patent", "knowHow", "other"]),
        ("consulting", []),
        ("service", ["general", "training", "intermediary"]),
    ];

    public static readonly string[] Exclusivities = ["exclusive", "sole", "nonExclusive"];
}
