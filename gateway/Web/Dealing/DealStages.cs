namespace TechTransfer.Gateway.Web.Dealing;

internal static class DealStages
{
    /// <summary>In the order a deal goes through them.</summary>
    public static readonly string[] All = ["introduced", "negotiating", "drafting", "signed", "registered", "performing", "fulfilled", "dropped"];

    public static readonly string[] ContractTypes = ["development", "transfer", "licence", "consulting", "service"];
}
