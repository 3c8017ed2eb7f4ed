namespace TechTransfer.Theme;

/// <summary>Who runs the platform, section <c>Site</c> of the configuration. Each text may have an English twin (<c>NameEn</c>).</summary>
public sealed class Site
{
    public string Name { get; set; } = "吉林省技术转移服务平台";
    public string NameEn { get; set; } = "Jilin technology transfer";
    public string Operator { get; set; } = "吉林省技术转移服务中心（示例单位）";
    public string OperatorEn { get; set; } = "Jilin Technology Transfer Centre (sample)";
    public string Contact { get; set; } = "业务咨询 0431-0000 0000，工作日 8:30–17:00";
    public string ContactEn { get; set; } = "Enquiries +86 431 0000 0000, weekdays 8:30–17:00";

    /// <summary>ICP and public security filing numbers; empty ones are not shown.</summary>
    public IList<string> Filings { get; init; } = [];

    /// <summary>Every page says that organisations, people and figures are invented. Default: only in Development.</summary>
    public bool? SampleData { get; set; }
}
