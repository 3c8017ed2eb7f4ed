namespace TechTransfer.Contracts.Dealing;

internal enum DealStage
{
    Introduced,
    Negotiating,
    Drafting,
    Signed,
    Registered,
    Performing,
    Fulfilled,
    Dropped,
}

/// <summary>The stages of a deal as one table: where people may move it by hand, what moves it by itself, what comes first in each.</summary>
internal static class DealStages
{
    private sealed record Row(DealStage Stage, DealStage[] ByHand, bool TakesContract, string? FirstStep);

    /// <remarks>Signed is reached by the last signature alone, or by the confirmation of a contract concluded elsewhere.</remarks>
    private static readonly Row[] Table =
    [
        new(
            DealStage.Introduced,
            [DealStage.Negotiating, DealStage.Drafting, DealStage.Dropped],
            TakesContract: true,
            "双方首次沟通，确认需求与可提供的内容"
        ),
        new(DealStage.Negotiating, [DealStage.Drafting, DealStage.Dropped], TakesContract: true, "商定合作方式、指标与价格"),
        new(DealStage.Drafting, [DealStage.Negotiating, DealStage.Dropped], TakesContract: true, "核对合同文本并由各方签署"),
        new(DealStage.Signed, [DealStage.Registered, DealStage.Performing, DealStage.Dropped], TakesContract: false, "办理技术合同认定登记"),
        new(DealStage.Registered, [DealStage.Performing, DealStage.Dropped], TakesContract: false, "按合同启动履行"),
        new(DealStage.Performing, [DealStage.Fulfilled, DealStage.Dropped], TakesContract: false, "按计划交付并验收"),
        new(DealStage.Fulfilled, [], TakesContract: false, null),
        new(DealStage.Dropped, [], TakesContract: false, null),
    ];

    /// <summary>Where people may move a deal by hand.</summary>
    public static IReadOnlyList<DealStage> AllowedFrom(DealStage stage) => Of(stage).ByHand;

    /// <summary>A contract may be drafted, revised and signed in this stage.</summary>
    public static bool TakesContract(this DealStage stage) => Of(stage).TakesContract;

    public static bool HasEnded(this DealStage stage) => Of(stage).FirstStep is null;

    /// <summary>The next step when nobody names one.</summary>
    public static string? FirstStepOf(DealStage stage) => Of(stage).FirstStep;

    private static Row Of(DealStage stage) => Table[(int)stage];
}
