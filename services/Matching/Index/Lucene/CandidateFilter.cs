using Lucene.Net.Index;

namespace TechTransfer.Matching.Index.Lucene;

/// <summary>Who may be a candidate at all, asked of facts in memory: some thousand documents are asked about for each list.</summary>
internal sealed class CandidateFilter(CandidateRequest request)
{
    private readonly long now = request.Now.UtcTicks;

    /// <summary>For documents of one segment, by their number in it.</summary>
    public Predicate<int> In(AtomicReader reader)
    {
        var (facts, live) = (DocumentFacts.Of(reader), reader.LiveDocs);
        return document =>
            facts.KindOf(document) == (long)request.Kind
            && facts.ValidUntil(document) >= now
            && facts.OrganisationOf(document) is var owner
            && owner != request.ExcludeOrganisationId
            && request.HiddenFrom?.Contains(owner) != true
            && (request.ExcludeOrganisationId is not { } own || !facts.IsHiddenFrom(own, document))
            && (live is null || live.Get(document))
            && !request.ExcludeIds.Contains(facts.IdOf(document));
    }
}
