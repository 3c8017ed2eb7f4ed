namespace TechTransfer.Gateway.Web.Writing;

/// <summary>The fields of both forms, in the order in which they are typed.</summary>
public static class FormLayout
{
    public static IReadOnlyList<FormSection> Of(ListingKind kind) => kind.IsDemand ? DemandForm.Sections : AchievementForm.Sections;

    public static IEnumerable<FormField> FieldsOf(ListingKind kind) => Of(kind).SelectMany(x => x.Fields);
}
