namespace TechTransfer.Listings.Prefill;

/// <summary>Headings that people write over the parts of an abstract. Longer ones stand first, so that they are found whole.</summary>
internal static class Headings
{
    public const string Labels =
        Title
        + "|"
        + Background
        + "|"
        + Problem
        + "|"
        + Tried
        + "|"
        + Figures
        + "|"
        + Content
        + "|"
        + Summary
        + "|"
        + Features
        + "|"
        + Advantage
        + "|"
        + Application
        + "|"
        + Market
        + "|"
        + Benefit
        + "|"
        + Basis
        + "|"
        + Constraints
        + "|"
        + Keywords
        + "|"
        + Industry
        + "|"
        + Rights
        + "|"
        + Maturity
        + "|"
        + Other;

    private const string Title = "成果名称|项目名称|技术名称|技术需求名称|需求名称|需求标题|标题|题目|title";
    private const string Background = "需求背景|项目背景|研究背景|技术背景|背景|background";
    private const string Problem = "拟解决的问题|需要解决的问题|解决的问题|拟解决问题|关键问题|行业痛点|技术难题|存在的问题|存在问题|problem";
    private const string Tried = "试过的办法|已尝试的办法|已尝试方案|已做的尝试|tried";
    private const string Figures =
        "主要技术指标|关键技术指标|主要性能指标|主要技术参数|技术参数|性能指标|考核指标|指标要求|技术指标|主要指标|parameters|targets";
    private const string Content = "技术需求内容|需求内容|需求描述|需求详情|需要解决什么|技术需求|need";
    private const string Summary =
        "成果简介|成果介绍|成果概述|成果摘要|技术简介|技术介绍|项目简介|项目介绍|内容简介|内容摘要|中文摘要|摘要|简介|abstract|summary";
    private const string Features = "技术特点|技术特征|主要创新点|技术创新点|创新点|关键技术|features";
    private const string Advantage = "技术优势|竞争优势|先进性|优势|advantages|advantage";
    private const string Application = "应用领域|应用范围|应用场景|应用前景|适用范围|applications|application";
    private const string Market = "市场前景|市场分析|market";
    private const string Benefit = "经济效益|社会效益|效益分析|预期效益|benefits|benefit";
    private const string Basis = "现有基础|已有基础|基础条件";
    private const string Constraints = "约束条件|限制条件|constraints";
    private const string Keywords = "关键词|关键字|主题词|key words|keywords";
    private const string Industry = "国民经济行业|所属行业|行业分类|行业代码|行业|industry";
    private const string Rights = "知识产权情况|知识产权状况|知识产权|专利情况|专利号|专利|intellectual property|patents";
    private const string Maturity = "技术成熟度|技术就绪度|成熟度|技术阶段|所处阶段|成果阶段|maturity";
    private const string Other =
        "联系人|联系方式|联系电话|电话|电子邮箱|邮箱|地址|作者|完成单位|完成人|单位|合作方式|转化方式|参考文献|英文摘要|contact|references";

    private static readonly Dictionary<string, Section> ByLabel = new[]
    {
        (Title, Section.Title),
        (Background, Section.Background),
        (Problem, Section.Problem),
        (Tried, Section.Tried),
        (Figures, Section.Figures),
        (Content, Section.Content),
        (Summary, Section.Summary),
        (Features, Section.Features),
        (Advantage, Section.Advantage),
        (Application, Section.Application),
        (Market, Section.Market),
        (Benefit, Section.Benefit),
        (Basis, Section.Basis),
        (Constraints, Section.Constraints),
        (Keywords, Section.Keywords),
        (Industry, Section.Industry),
        (Rights, Section.Rights),
        (Maturity, Section.Maturity),
        (Other, Section.Other),
    }
        .SelectMany(x => x.Item1.Split('|').Select(label => (label, x.Item2)))
        .ToDictionary(x => x.label, x => x.Item2, StringComparer.OrdinalIgnoreCase);

    public static Section Of(string label) => ByLabel[label];
}
