using TechTransfer.Hosting;

namespace TechTransfer.Listings.Import;

/// <summary>Imports belong to the organisation that handed them in; nobody else knows of them.</summary>
internal static class ImportRights
{
    public static IQueryable<ImportRow> ImportsOf<TContent>(this ListingsDbContext<TContent> db, Caller caller)
        where TContent : ListingContent => db.Imports.Where(x => x.OrganisationId == caller.OrganisationId && x.State != ImportState.Receiving);

    public static bool MayImport(this Caller caller) =>
        caller.Is(Roles.Member) || caller.IsManager || caller.IsClient || caller.IsBroker || caller.IsOperator;
}
