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

    /// <summary>ICP filing number (备案号) as granted, such as 吉ICP备2026000001号-1. Whoever has one must show it, with a link to the register; empty: not shown.</summary>
    public string? IcpFiling { get; set; }

    /// <summary>Public security filing number (公安备案号) as granted, such as 吉公网安备 22010402000001号; empty: not shown.</summary>
    public string? PoliceFiling { get; set; }

    /// <summary>The registers in which anybody looks the numbers up.</summary>
    internal IEnumerable<(string Number, string Register)> Filings
    {
        get
        {
            if (!string.IsNullOrWhiteSpace(IcpFiling))
                yield return (IcpFiling.Trim(), "https://beian.miit.gov.cn/");
            if (!string.IsNullOrWhiteSpace(PoliceFiling))
                yield return (
                    PoliceFiling.Trim(),
                    "https://beian.mps.gov.cn/#/query/webSearch?code=" + string.Concat(PoliceFiling.Where(char.IsAsciiDigit))
                );
        }
    }

    /// <summary>Every page says that organisations, people and figures are invented. Default: only in Development.</summary>
    public bool? SampleData { get; set; }
}
