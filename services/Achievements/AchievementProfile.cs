using AutoMapper;
using TechTransfer.IntegrationEvents;
using TechTransfer.Listings;

namespace TechTransfer.Achievements;

/// <summary>From what disclosure left of an achievement to the answer and the event; the destination records are the contract.</summary>
public sealed class AchievementProfile : Profile
{
    public AchievementProfile()
    {
        CreateMap<AchievementContent, AchievementAnswer>()
            .WithoutHead()
            .ForMember(x => x.Trl, x => x.MapFrom(content => TrlOf(content)))
            .ForMember(x => x.TrlDerived, x => x.MapFrom(content => IsDerived(content)));
        CreateMap<Parameter, PublishedParameter>();
        CreateMap<IntellectualProperty, PublishedIp>();
        CreateMap<PublicListing<AchievementContent>, AchievementPublished>()
            .ForCtorParam("AchievementId", x => x.MapFrom(l => l.Id))
            .ForCtorParam("Region", x => x.MapFrom(l => l.Content.Region))
            .ForCtorParam("Title", x => x.MapFrom(l => l.Content.Title))
            .ForCtorParam("Summary", x => x.MapFrom(l => l.Content.Summary))
            .ForCtorParam("Problem", x => x.MapFrom(l => l.Content.Problem))
            .ForCtorParam("Features", x => x.MapFrom(l => l.Content.Features))
            .ForCtorParam("Parameters", x => x.MapFrom(l => l.Content.Parameters ?? Array.Empty<Parameter>()))
            .ForCtorParam("Advantage", x => x.MapFrom(l => l.Content.Advantage))
            .ForCtorParam("Application", x => x.MapFrom(l => l.Content.Application))
            .ForCtorParam("Market", x => x.MapFrom(l => l.Content.Market))
            .ForCtorParam("Benefit", x => x.MapFrom(l => l.Content.Benefit))
            .ForCtorParam("Field", x => x.MapFrom(l => l.Content.Field))
            .ForCtorParam("Keywords", x => x.MapFrom(l => l.Content.Keywords ?? Array.Empty<string>()))
            .ForCtorParam("Trl", x => x.MapFrom(l => TrlOf(l.Content)))
            .ForCtorParam("TrlDerived", x => x.MapFrom(l => IsDerived(l.Content)))
            .ForCtorParam("Ip", x => x.MapFrom(l => l.Content.Ip ?? Array.Empty<IntellectualProperty>()))
            .ForCtorParam("Modes", x => x.MapFrom(l => l.Content.Modes ?? Array.Empty<string>()))
            .ForCtorParam("Licence", x => x.MapFrom(l => l.Content.Licence))
            .ForCtorParam("PriceMinFen", x => x.MapFrom(l => PriceOf(l.Content).Min))
            .ForCtorParam("PriceMaxFen", x => x.MapFrom(l => PriceOf(l.Content).Max))
            .ForCtorParam("NeedsPilot", x => x.MapFrom(l => l.Content.NeedsPilot ?? false))
            .ForCtorParam("Industry", x => x.MapFrom(l => l.Content.Industry))
            .ForCtorParam("Ipc", x => x.MapFrom(l => l.Content.Ipc ?? Array.Empty<string>()))
            .ForCtorParam("Themes", x => x.MapFrom(l => l.Content.Themes ?? Array.Empty<string>()))
            .ForCtorParam("CoverId", x => x.MapFrom(l => l.Content.Cover()));
    }

    private static int? TrlOf(AchievementContent content) =>
        content.Trl ?? (content.Stage is { } stage && Stages.Levels.TryGetValue(stage, out var level) ? level : null);

    private static bool IsDerived(AchievementContent content) => content.Trl is null && content.Stage is not null;

    private static (long? Min, long? Max) PriceOf(AchievementContent content) =>
        content.Terms?.Kind == "negotiable" ? (null, null) : (content.Terms?.Min?.Fen, (content.Terms?.Max ?? content.Terms?.Min)?.Fen);
}
