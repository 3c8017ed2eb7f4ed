namespace TechTransfer.Benchmarks.Corpus;

/// <summary>
/// Technologies made up of Chinese morphemes. A topic has terms of its own, so that listings of one topic share rare words, as real ones do, and their
/// frequencies fall off over the whole corpus instead of every word standing everywhere.
/// </summary>
internal sealed class Topics
{
    private const int TermsOfTopic = 24;

    private static readonly string[] Matter = Split(
        "碳 硅 硼 氮 氧 氟 磷 硫 钛 镍 钴 铝 镁 锂 钠 锌 钨 钼 铌 锆 铪 稀土 石墨 石英 玻璃 陶瓷 聚酯 聚酰胺 聚氨酯 环氧 丙烯 乙烯 苯并 吡啶 咪唑 噻吩 壳聚 纤维素 木质素 淀粉 多糖 多肽 胶原 丝素 酵母 菌丝 藻类 玉米 水稻 大豆 人参 鹿茸 黑土 秸秆 污泥 尾矿 粉煤 矿渣 硅藻 膨润 沸石 硅钢 铸铁 刀具 模具 轴瓦 齿圈 叶片 壳体 晶圆 基板 铜箔 隔膜 电解 浆料 焊膏 靶材 光刻 掩模 导光 棱镜 光栅 激光 红外 太赫 微波 超声 磁流 压电 热释 铁电 形变 记忆 梯度 多孔 中空 核壳 纳米 微米 单晶 多晶 非晶 薄膜 厚膜 涂层 镀层 界面 晶界 位错 孪晶"
    );

    private static readonly string[] Action = Split(
        "熔纺 静纺 挤出 注塑 吹塑 模压 压延 铸造 锻压 轧制 拉拔 冲压 旋压 钎焊 搅拌 激熔 烧结 热压 渗碳 渗氮 喷涂 电镀 阳极 溅射 蒸镀 沉积 外延 刻蚀 抛光 研磨 切片 清洗 键合 封装 贴片 点胶 固化 交联 接枝 共聚 缩聚 水解 酶解 发酵 提取 萃取 精馏 结晶 过滤 膜滤 吸附 催化 加氢 脱硫 脱硝 裂解 气化 燃烧 储能 充电 放电 逆变 整流 滤波 调制 解调 编码 解码 配准 分割 识别 跟踪 定位 导航 避障 抓取 装配 分拣 码垛 巡检 监测 诊断 预警 寿命 仿真 标定 校准 溯源 检疫 育种 嫁接 灌溉 施肥 植保 收获 烘干 冷链 杀菌 保鲜 包埋 缓释 靶向 成像 穿刺 缝合 植入 透析 分选 富集 测序 扩增"
    );

    private static readonly string[] Thing = Split(
        "材料 工艺 装置 系统 设备 方法 平台 传感器 控制器 执行器 减速器 探测器 反应器 换热器 压缩机 离心机 机器人 机械手 生产线 检测仪 试剂盒 催化剂 吸附剂 粘合剂 阻燃剂 添加剂 复合膜 复合板 支架 管材 型材 线缆 芯片 模组 算法 软件 图谱 模型 数据库 疫苗 制剂 饲料 肥料 种苗"
    );

    private readonly string[][] _terms;
    private readonly string[] _things;

    public Topics(int count, int seed)
    {
        var random = new Random(seed);
        _terms = [.. Enumerable.Range(0, count).Select(_ => Terms(random))];
        _things = [.. Enumerable.Range(0, count).Select(_ => Thing[random.Next(Thing.Length)])];
    }

    public int Count => _terms.Length;

    public string ThingOf(int topic) => _things[topic];

    /// <summary>The first terms of a topic come up more often than the last.</summary>
    public string TermOf(int topic, Random random) => _terms[topic][(int)(TermsOfTopic * Math.Pow(random.NextDouble(), 1.7))];

    private static string[] Terms(Random random)
    {
        var matter = Matter[random.Next(Matter.Length)];
        var action = Action[random.Next(Action.Length)];
        return
        [
            .. Enumerable
                .Range(0, TermsOfTopic)
                .Select(i =>
                    (i % 4) switch
                    {
                        0 => matter + Matter[random.Next(Matter.Length)],
                        1 => matter + action,
                        2 => Matter[random.Next(Matter.Length)] + Action[random.Next(Action.Length)],
                        _ => Matter[random.Next(Matter.Length)] + action + Thing[random.Next(Thing.Length)],
                    }
                ),
        ];
    }

    private static string[] Split(string words) => words.Split(' ');
}
