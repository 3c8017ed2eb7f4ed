using TechTransfer.Matching.Index;

namespace TechTransfer.SearchIndex.Tests;

/// <summary>Listings whose organisation is not told, and such as some organisations may not know of.</summary>
public abstract partial class SearchIndexSpec
{
    [Fact]
    public async Task Whose_an_anonymous_listing_is_is_neither_counted_nor_found_by_and_still_keeps_it_from_its_owner()
    {
        await WriteAsync("断路器", organisation: Company, anonymous: true, embedding: [1, 0]);
        var page = await SearchAsync("断路器");
        page.Total.ShouldBe(1);
        page.Facets["organisation"].ShouldBeEmpty();
        (await SearchAsync(new SearchFilter(OrganisationId: Company), "断路器")).Total.ShouldBe(0);
        (await CandidatesAsync([1, 0])).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_hidden_from_an_organisation_is_not_there_for_it_nor_for_visitors()
    {
        var stranger = Guid.CreateVersion7();
        var hidden = await WriteAsync("断路器", hiddenFrom: [Company, stranger], region: "220104", embedding: [1, 0]);
        foreach (var viewer in new Guid?[] { Company, stranger, null })
        {
            var page = await SearchAsync(viewer, "断路器");
            page.Total.ShouldBe(0);
            page.Hits.ShouldBeEmpty();
            page.Facets.Values.ShouldAllBe(facet => facet.Count == 0);
        }
        (await SearchAsync(University, "断路器")).Hits.ShouldHaveSingleItem().Id.ShouldBe(hidden);
        // Neither by its terms nor by its vector, and a revision opens it again.
        (await CandidatesAsync([1, 0])).ShouldBeEmpty();
        await WriteAsync("断路器", id: hidden, version: 2, hiddenFrom: [stranger], embedding: [1, 0]);
        (await CandidatesAsync([1, 0])).ShouldHaveSingleItem().Id.ShouldBe(hidden);
    }

    [Fact]
    public async Task A_listing_finds_no_candidates_of_whom_it_is_hidden_from()
    {
        var stranger = Guid.CreateVersion7();
        var good = await WriteAsync("断路器", embedding: [1, 0]);
        await WriteAsync("断路器", organisation: stranger, embedding: [1, 0]);
        await WriteAsync("断路器", organisation: stranger, anonymous: true, embedding: [1, 0]);
        var found = await Index.FindCandidatesAsync(
            new(ListingKind.Achievement, new([new(TextField.TextWords, "断路器", 1)]), [1, 0], Company, new HashSet<Guid>(), 20, Now, [stranger]),
            TestContext.Current.CancellationToken
        );
        found.ShouldHaveSingleItem().Id.ShouldBe(good);
    }
}
