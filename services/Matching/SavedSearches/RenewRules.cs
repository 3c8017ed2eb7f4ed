using Microsoft.EntityFrameworkCore;
using TechTransfer.Matching.Analysis;
using TechTransfer.Matching.Indexing;

namespace TechTransfer.Matching.SavedSearches;

/// <summary>Saved searches whose tokens are of another analyser would find other listings than the same search forwards: they are analysed again.</summary>
internal static class RenewRules
{
    private const int Page = 500;

    public static async Task RunAsync(MatchingDbContext db, Generations generations, CancellationToken cancellationToken)
    {
        var (tools, _) = await generations.GetAsync(cancellationToken);
        while (true)
        {
            var old = await db.SavedSearches.Where(x => x.Analyser != Analyzer.Version).OrderBy(x => x.Id).Take(Page).ToListAsync(cancellationToken);
            if (old.Count == 0)
                return;
            foreach (var search in old)
            {
                var rule = SearchRule.Of(tools.Analyzer, search.Text, SearchRule.Read(search.Rule).Filter);
                (search.Rule, search.Analyser) = (rule.Write(), Analyzer.Version);
            }
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.NoteAsync([.. old.Select(x => x.Id)], cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }
    }
}
