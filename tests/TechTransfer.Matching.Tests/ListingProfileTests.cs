using TechTransfer.Matching.Listings;

namespace TechTransfer.Matching.Tests;

public sealed class ListingProfileTests
{
    [Fact]
    public void Everything_the_ranker_knows_of_a_listing_is_mapped() => PublishedListing.Mapping.AssertConfigurationIsValid();
}
