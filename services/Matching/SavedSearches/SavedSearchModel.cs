using Microsoft.EntityFrameworkCore;

namespace TechTransfer.Matching.SavedSearches;

internal static class SavedSearchModel
{
    public static void AddSavedSearches(this ModelBuilder model)
    {
        model.Entity<SavedSearch>(row =>
        {
            row.ToTable("saved_searches");
            row.Property(x => x.Id).ValueGeneratedNever();
            row.Property(x => x.Name).HasMaxLength(SearchToSave.LongestName * 2);
            row.Property(x => x.Analyser).HasMaxLength(40);
            row.HasIndex(x => new { x.Subject, x.OrganisationId });
            row.HasIndex(x => x.Analyser);
        });
        model.Entity<SearchChange>(row =>
        {
            row.ToTable("search_changes");
            row.HasKey(x => x.Version);
            row.Property(x => x.Version).ValueGeneratedNever();
        });
        model.Entity<LastSearchChange>(row =>
        {
            row.ToTable("last_search_change");
            row.Property(x => x.Id).ValueGeneratedNever();
        });
    }
}
