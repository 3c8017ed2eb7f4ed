using AutoMapper;
using TechTransfer.IntegrationEvents;
using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Listings;

/// <summary>What an announced listing is to the ranker. Only what is named in <see cref="ListingFacts"/> is taken over.</summary>
internal sealed class ListingProfile : Profile
{
    public ListingProfile()
    {
        CreateMap<AchievementPublished, ListingFacts>()
            .ForCtorParam(nameof(ListingFacts.Id), to => to.MapFrom(x => x.AchievementId))
            .ForCtorParam(nameof(ListingFacts.Kind), to => to.MapFrom(_ => ListingKind.Achievement))
            .ForCtorParam(nameof(ListingFacts.Texts), to => to.MapFrom(x => Texts(x)))
            .ForMember(x => x.Parameters, to => to.MapFrom(x => Parameters(x)))
            .ForMember(x => x.Anonymous, to => to.MapFrom(_ => false))
            .ForMember(x => x.HiddenFrom, to => to.MapFrom(_ => Array.Empty<Guid>()))
            .ForMember(x => x.MoneyMinFen, to => to.MapFrom(x => x.PriceMinFen))
            .ForMember(x => x.MoneyMaxFen, to => to.MapFrom(x => x.PriceMaxFen));
        CreateMap<DemandPublished, ListingFacts>()
            .ForCtorParam(nameof(ListingFacts.Id), to => to.MapFrom(x => x.DemandId))
            .ForCtorParam(nameof(ListingFacts.Kind), to => to.MapFrom(_ => ListingKind.Demand))
            .ForCtorParam(nameof(ListingFacts.Texts), to => to.MapFrom(x => Texts(x)))
            .ForMember(x => x.Parameters, to => to.MapFrom(x => Targets(x)))
            .ForMember(x => x.HiddenFrom, to => to.MapFrom(x => x.HiddenFrom ?? Array.Empty<Guid>()))
            .ForMember(x => x.Trl, to => to.MapFrom(x => x.TrlWanted))
            .ForMember(x => x.TrlDerived, to => to.MapFrom(_ => false))
            .ForMember(x => x.Ipc, to => to.MapFrom(_ => Array.Empty<string>()))
            .ForMember(x => x.MoneyMinFen, to => to.MapFrom(x => x.BudgetMinFen))
            .ForMember(x => x.MoneyMaxFen, to => to.MapFrom(x => x.BudgetMaxFen))
            .ForMember(x => x.ValidUntil, to => to.MapFrom(x => Earlier(x.Deadline, x.ValidUntil)));
    }

    /// <summary>A demand that nobody can answer in time any more is no use to anybody.</summary>
    private static DateTimeOffset? Earlier(DateTimeOffset? deadline, DateTimeOffset? validUntil) =>
        deadline < validUntil ? deadline : validUntil ?? deadline;

    private static List<ListingText> Texts(AchievementPublished e) =>
        Filled(
            ("title", TextRole.Title, e.Title),
            ("summary", TextRole.Summary, e.Summary),
            ("problem", TextRole.Body, e.Problem),
            ("features", TextRole.Body, e.Features),
            ("advantage", TextRole.Body, e.Advantage),
            ("application", TextRole.Body, e.Application),
            ("market", TextRole.Body, e.Market),
            ("benefit", TextRole.Body, e.Benefit)
        );

    private static List<ListingText> Texts(DemandPublished e) =>
        Filled(
            ("title", TextRole.Title, e.Title),
            ("content", TextRole.Summary, e.Content),
            ("background", TextRole.Body, e.Background),
            ("basis", TextRole.Body, e.Basis),
            ("tried", TextRole.Body, e.Tried),
            ("constraints", TextRole.Body, e.Constraints)
        );

    private static List<ListingText> Filled(params ReadOnlySpan<(string Field, TextRole Role, string? Text)> texts)
    {
        var filled = new List<ListingText>(texts.Length);
        foreach (var (field, role, text) in texts)
            if (!string.IsNullOrWhiteSpace(text))
                filled.Add(new ListingText(field, role, text));
        return filled;
    }

    private static List<ParameterFact> Parameters(AchievementPublished e) =>
        [.. e.Parameters.Select(x => new ParameterFact(x.Name, "=", x.Value, Unit: x.Unit))];

    private static List<ParameterFact> Targets(DemandPublished e) =>
        [.. e.Targets.Select(x => new ParameterFact(x.Name, x.Comparator, x.Value, x.Min, x.Max, x.Unit, x.Text))];
}
