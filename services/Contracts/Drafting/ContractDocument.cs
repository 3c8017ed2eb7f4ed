using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Drafting;

/// <summary>A party as the document names it.</summary>
internal sealed record DocumentParty(string Name, string? CreditCode, PartyRole Role);

/// <summary>What a document is made of besides the terms.</summary>
/// <param name="Version">Number of the version; part of the text, so that two versions never share a hash.</param>
internal sealed record DocumentFacts(
    Guid ContractId,
    int Version,
    IReadOnlyList<DocumentParty> Parties,
    string? AchievementTitle,
    string? DemandTitle,
    string? BrokerName
);

/// <summary>
/// The contract's text, in Markdown: the contents that article 845 of the Civil Code names for technology contracts, in its order of meaning.
/// The same facts and terms give the same bytes; what is signed is their SHA-256.
/// </summary>
internal static class ContractDocument
{
    public static string HashOf(string document) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)));

    public static string Write(ContractTerms terms, DocumentFacts facts)
    {
        var text = new StringBuilder();
        Line(text, $"# {ContractTypes.LabelOf(terms.Type)}{Kind(terms)}");
        Line(text, $"合同编号：TT-{facts.ContractId:N}");
        Line(text, $"文本版本：第 {facts.Version} 版");
        Line(text, $"项目名称：{terms.Title}");
        Line(text, "## 合同当事人");
        foreach (var party in facts.Parties)
            Item(text, $"{ContractTypes.LabelOf(terms.Type, party.Role)}：{party.Name}{CreditCode(party)}");
        text.Append('\n');
        if (facts.BrokerName is not null)
            Line(text, $"本合同由技术转移机构 {facts.BrokerName} 促成。");
        Line(text, "各方根据《中华人民共和国民法典》第三编第二十章“技术合同”的规定，经协商一致，订立本合同。");
        Clause(text, "第一条 项目名称", terms.Title);
        Clause(text, "第二条 标的的内容、范围和要求", terms.Clauses.Scope ?? DefaultClauses.Scope(terms, facts));
        Clause(text, "第三条 履行的计划、地点和方式", terms.Clauses.Schedule ?? DefaultClauses.Schedule(terms.Type));
        Clause(text, "第四条 价款、报酬及其支付方式", Price(terms) + "\n\n" + (terms.Clauses.Payment ?? DefaultClauses.Payment(terms)));
        Clause(text, "第五条 技术信息和资料的保密", terms.Clauses.Confidentiality ?? DefaultClauses.Confidentiality);
        Clause(text, "第六条 技术成果的归属和收益的分配办法", terms.Clauses.IpOwnership ?? DefaultClauses.IpOwnership(terms));
        Clause(text, "第七条 验收标准和方法", terms.Clauses.Acceptance ?? DefaultClauses.Acceptance(terms.Type));
        Clause(text, "第八条 违约责任", terms.Clauses.Liability ?? DefaultClauses.Liability);
        Clause(text, "第九条 争议解决", terms.Clauses.Dispute ?? DefaultClauses.Dispute);
        Clause(text, "第十条 名词和术语的解释", terms.Clauses.Definitions ?? DefaultClauses.Definitions);
        Clause(
            text,
            "第十一条 签署与生效",
            "各方授权签约人对本文本的 SHA-256 摘要逐一确认，或上传加盖公章的签署件；最后一方签署之时本合同生效。"
                + "在本平台确认文本不是《中华人民共和国电子签名法》规定的可靠电子签名；各方需要时另行签署纸质文本。"
        );
        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The statement that stands for a contract concluded elsewhere.</summary>
    public static string WriteOffline(ContractTerms terms, DocumentFacts facts, DateOnly signedOn)
    {
        var text = new StringBuilder();
        Line(text, "# 线下签订技术合同补登说明");
        Line(text, $"登记编号：TT-{facts.ContractId:N}");
        Line(text, $"合同类型：{ContractTypes.LabelOf(terms.Type)}{Kind(terms)}");
        Line(text, $"项目名称：{terms.Title}");
        Line(text, $"签订日期：{signedOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}");
        Line(text, "## 合同当事人");
        foreach (var party in facts.Parties)
            Item(text, $"{ContractTypes.LabelOf(terms.Type, party.Role)}：{party.Name}{CreditCode(party)}");
        text.Append('\n');
        Clause(text, "合同金额", Price(terms));
        Clause(text, "说明", "本合同在平台之外签订，由一方补登；另一方确认之后计入统计，渠道为“线下补登”。");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Kind(ContractTerms terms)
    {
        string?[] kinds =
        [
            terms.Subtype is { } subtype ? ContractTypes.LabelOf(terms.Type, subtype) : null,
            terms.Exclusivity is { } exclusivity ? ContractTypes.LabelOf(exclusivity) : null,
        ];
        var named = string.Join("、", kinds.OfType<string>());
        return named.Length > 0 ? $"（{named}）" : "";
    }

    private static string Price(ContractTerms terms)
    {
        if (terms.ValueFen is not { } value)
            return "合同成交额：不固定，按本条约定的提成方式计算。";
        var price = $"合同成交额：人民币 {new Money(value)} 元（大写：{Renminbi.InWords(value)}）。";
        return terms.TechnicalValueFen is { } technical
            ? $"{price}其中技术交易额：人民币 {new Money(technical)} 元（大写：{Renminbi.InWords(technical)}）。"
            : price;
    }

    private static string CreditCode(DocumentParty party) => party.CreditCode is null ? "" : $"（统一社会信用代码：{party.CreditCode}）";

    private static void Clause(StringBuilder text, string heading, string body)
    {
        Line(text, "## " + heading);
        Line(text, body);
    }

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");

    private static void Item(StringBuilder text, string item) => text.Append("- ").Append(item).Append('\n');
}
