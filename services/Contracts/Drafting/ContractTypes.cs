namespace TechTransfer.Contracts.Drafting;

/// <summary>The five types of technology contract of the Civil Code, part three, chapter 20.</summary>
internal enum ContractType
{
    Development,
    Transfer,
    Licence,
    Consulting,
    Service,
}

internal enum ContractSubtype
{
    Commissioned,
    Cooperative,
    Patent,
    PatentApplication,
    KnowHow,
    Software,
    LayoutDesign,
    PlantVariety,
    BiomedicalProduct,
    General,
    Training,
    Intermediary,
    Other,
}

/// <summary>Exclusive: nobody else, not even the licensor; sole: the licensor too; non-exclusive: others too.</summary>
internal enum Exclusivity
{
    Exclusive,
    Sole,
    NonExclusive,
}

internal enum PartyRole
{
    Seller,
    Buyer,
    CoOwner,
    Intermediary,
}

/// <summary>What each type is called and which subtypes it has.</summary>
internal static class ContractTypes
{
    private sealed record Row(ContractType Type, string Label, string Seller, string Buyer, ContractSubtype[] Subtypes);

    private static readonly Row[] Table =
    [
        new(ContractType.Development, "技术开发合同", "受托方（研究开发方）", "委托方", [ContractSubtype.Commissioned, ContractSubtype.Cooperative]),
        new(
            ContractType.Transfer,
            "技术转让合同",
            "让与人",
            "受让人",
            [
                ContractSubtype.Patent,
                ContractSubtype.PatentApplication,
                ContractSubtype.KnowHow,
                ContractSubtype.Software,
                ContractSubtype.LayoutDesign,
                ContractSubtype.PlantVariety,
                ContractSubtype.BiomedicalProduct,
                ContractSubtype.Other,
            ]
        ),
        new(ContractType.Licence, "技术许可合同", "许可人", "被许可人", [ContractSubtype.Patent, ContractSubtype.KnowHow, ContractSubtype.Other]),
        new(ContractType.Consulting, "技术咨询合同", "受托人", "委托人", []),
        new(
            ContractType.Service,
            "技术服务合同",
            "受托人",
            "委托人",
            [ContractSubtype.General, ContractSubtype.Training, ContractSubtype.Intermediary]
        ),
    ];

    public static IReadOnlyList<ContractSubtype> SubtypesOf(ContractType type) => Table[(int)type].Subtypes;

    public static string LabelOf(ContractType type) => Table[(int)type].Label;

    /// <summary>What the statute calls the party in a contract of this type.</summary>
    public static string LabelOf(ContractType type, PartyRole role) =>
        role switch
        {
            PartyRole.Seller => Table[(int)type].Seller,
            PartyRole.Buyer => Table[(int)type].Buyer,
            PartyRole.CoOwner => "共有权人",
            _ => "中介方",
        };

    public static string LabelOf(ContractType type, ContractSubtype subtype) =>
        (type, subtype) switch
        {
            (_, ContractSubtype.Commissioned) => "委托开发",
            (_, ContractSubtype.Cooperative) => "合作开发",
            (ContractType.Licence, ContractSubtype.Patent) => "专利实施许可",
            (_, ContractSubtype.Patent) => "专利权",
            (_, ContractSubtype.PatentApplication) => "专利申请权",
            (_, ContractSubtype.KnowHow) => "技术秘密",
            (_, ContractSubtype.Software) => "计算机软件",
            (_, ContractSubtype.LayoutDesign) => "集成电路布图设计",
            (_, ContractSubtype.PlantVariety) => "植物新品种",
            (_, ContractSubtype.BiomedicalProduct) => "生物医药新品种",
            (_, ContractSubtype.General) => "一般服务",
            (_, ContractSubtype.Training) => "技术培训",
            (_, ContractSubtype.Intermediary) => "技术中介",
            _ => "其他",
        };

    public static string LabelOf(Exclusivity exclusivity) =>
        exclusivity switch
        {
            Exclusivity.Exclusive => "独占许可",
            Exclusivity.Sole => "排他许可",
            _ => "普通许可",
        };
}
