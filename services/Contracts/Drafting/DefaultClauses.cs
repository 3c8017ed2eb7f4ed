namespace TechTransfer.Contracts.Drafting;

/// <summary>Texts that the parties write themselves; what they leave out is filled with the statute's default.</summary>
internal sealed record ContractClauses(
    string? Scope = null,
    string? Schedule = null,
    string? Payment = null,
    string? Confidentiality = null,
    string? IpOwnership = null,
    string? Acceptance = null,
    string? Liability = null,
    string? Dispute = null,
    string? Definitions = null
);

/// <summary>What stands in a draft where the parties wrote nothing: the default rules of the Civil Code, articles named, for them to change.</summary>
internal static class DefaultClauses
{
    public const string Confidentiality =
        "各方对因订立、履行本合同知悉的技术秘密和未公开的技术信息、资料承担保密义务，未经提供方书面同意不得向第三方披露或用于本合同以外的目的。"
        + "保密义务自知悉之日起至该信息依法公开之日止，不因本合同的变更、解除或终止而免除。";

    public const string Liability =
        "任何一方不履行合同义务或者履行合同义务不符合约定的，应当承担继续履行、采取补救措施或者赔偿损失等违约责任。"
        + "迟延支付价款的，按迟延期间全国银行间同业拆借中心公布的一年期贷款市场报价利率支付违约金；迟延交付的，按同一标准以已收价款计算违约金。";

    public const string Dispute = "因本合同发生的争议，各方应当协商解决；协商不成的，任何一方可以向被告住所地有管辖权的人民法院提起诉讼。";

    public const string Definitions =
        "本合同所称“技术成果”“技术秘密”“技术交易额”等名词，按《中华人民共和国民法典》和国家技术合同认定登记的规定解释。";

    public static string Scope(ContractTerms terms, DocumentFacts facts)
    {
        var what = terms.Type switch
        {
            ContractType.Development => "受托方按照委托方的要求进行研究开发，交付研究开发成果和全部技术资料。",
            ContractType.Transfer => "让与人将下列技术成果的相应权利让与受让人，并交付实施所需的技术资料。",
            ContractType.Licence => "许可人许可被许可人在约定的期限、地域和方式内实施下列技术，并提供必要的技术指导。",
            ContractType.Consulting => "受托人以其技术知识为委托人就特定技术项目提供可行性论证、技术预测、专题技术调查或者分析评价报告。",
            _ => "受托人以其技术知识为委托人解决特定技术问题，交付约定的工作成果。",
        };
        if (facts.AchievementTitle is not null)
            what += $"\n\n- 所依据的科技成果：《{facts.AchievementTitle}》";
        if (facts.DemandTitle is not null)
            what += (facts.AchievementTitle is null ? "\n" : "") + $"\n- 所针对的技术需求：《{facts.DemandTitle}》";
        return what + "\n\n技术指标以各方在平台上公开的成果参数与需求指标为准，另有约定的从其约定。";
    }

    public static string Schedule(ContractType type) =>
        type is ContractType.Development
            ? "研究开发分为方案确认、样品（样机）研制、中期检查、成果交付四个阶段，各阶段的起止时间由各方在本合同生效后十个工作日内以书面计划确定。"
            : "本合同生效后十个工作日内，各方以书面计划确定履行的起止时间、地点和方式，并按该计划履行。";

    public static string Payment(ContractTerms terms) =>
        terms.ValueFen is null
            ? "采用提成支付：按实施本技术所得产品不含税销售额的约定比例逐年支付，被付款方有权查阅有关会计账目（民法典第八百四十六条）。"
            : "采用一次总付、分期支付：本合同生效后十个工作日内支付百分之四十，验收合格后十个工作日内付清余款。";

    /// <summary>Articles 859, 860, 875 and 885 of the Civil Code.</summary>
    public static string IpOwnership(ContractTerms terms) =>
        terms.Type switch
        {
            ContractType.Development when terms.Subtype == ContractSubtype.Cooperative =>
                "合作开发完成的发明创造，申请专利的权利属于合作开发的各方共有；一方转让其共有的专利申请权的，其他各方享有以同等条件优先受让的权利（民法典第八百六十条）。",
            ContractType.Development =>
                "委托开发完成的发明创造，申请专利的权利属于研究开发方；研究开发方取得专利权的，委托方可以依法实施该专利（民法典第八百五十九条）。",
            ContractType.Transfer or ContractType.Licence =>
                "实施本合同技术过程中后续改进的技术成果，一方后续改进的，其他各方无权分享，另有约定的除外（民法典第八百七十五条）。",
            _ =>
                "受托人利用委托人提供的技术资料和工作条件完成的新的技术成果，属于受托人；委托人利用受托人的工作成果完成的新的技术成果，属于委托人（民法典第八百八十五条）。",
        };

    public static string Acceptance(ContractType type) =>
        type switch
        {
            ContractType.Consulting => "受托人按期提交咨询报告，报告的形式和内容达到约定要求，经委托人书面确认即为验收合格。",
            ContractType.Licence or ContractType.Transfer => "技术资料交付完整，并在技术指导下连续试制出符合约定指标的合格产品，由各方签署验收单。",
            _ => "按本合同第二条约定的技术指标逐项测试，由各方代表组成的验收组出具验收意见；一项不合格的，应当在三十日内整改后复验。",
        };
}
