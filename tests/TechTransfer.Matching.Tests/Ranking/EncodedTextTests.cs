using TechTransfer.Matching.Index;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Tests.Ranking;

/// <summary>What an encoder said of a listing is kept with it and asked for once.</summary>
public sealed class EncodedTextTests
{
    private static readonly ListingFacts Facts = new(
        Guid.NewGuid(),
        ListingKind.Demand,
        Guid.NewGuid(),
        [new("background", TextRole.Body, "三"), new("content", TextRole.Summary, "二"), new("title", TextRole.Title, "一")]
    );

    [Fact]
    public void A_version_of_a_listing_is_encoded_once_by_each_encoder_title_first()
    {
        var (encoder, another) = (new Counting("one"), new Counting("another"));
        var preparer = new ListingPreparer(Listings.Analyzer, encoder);
        var first = preparer.Prepare(Facts).Listing;
        encoder.Texts.ShouldBe(["一\n二\n三"]);
        var stored = PreparedListing.FromBytes(first.ToBytes());
        stored.Encoded!.Vector.ShouldBe(first.Encoded!.Vector, "it was rounded before it was stored");
        stored.ToBytes().ShouldBe(first.ToBytes());

        preparer.Encode(Facts, stored).ShouldBe(stored.Encoded);
        encoder.Texts.Count.ShouldBe(1);
        new ListingPreparer(Listings.Analyzer, another).Encode(Facts, stored)!.Encoder.ShouldBe("another");
        another.Texts.Count.ShouldBe(1);
        new ListingPreparer(Listings.Analyzer).Encode(Facts, stored).ShouldBeNull();
    }

    [Fact]
    public void It_lies_in_the_space_of_its_encoder_alone_and_without_one_costs_no_byte()
    {
        var encoded = new ListingPreparer(Listings.Analyzer, new Counting("one")).Prepare(Facts).Listing;
        encoded.PositionIn(new EncodedTexts("one", 3)).ShouldBe(encoded.Encoded!.Vector);
        encoded.PositionIn(new EncodedTexts("another", 3)).ShouldBeNull();
        var plain = new ListingPreparer(Listings.Analyzer).Prepare(Facts).Listing;
        plain.PositionIn(new EncodedTexts("one", 3)).ShouldBeNull();
        (encoded.ToBytes().Length - plain.ToBytes().Length).ShouldBe("one".Length + 1 + 1 + 3 * 2);
        PreparedListing.FromBytes(plain.ToBytes()).Encoded.ShouldBeNull();
    }

    private sealed class Counting(string name) : ITextEncoder
    {
        public List<string> Texts { get; } = [];
        public string Name => name;
        public int Dimensions => 3;

        public float[]? Encode(string text)
        {
            Texts.Add(text);
            return [1 / 3f, 2 / 3f, 2 / 3f];
        }
    }
}
