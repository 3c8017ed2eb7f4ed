namespace TechTransfer.Identity.Tests;

public sealed class CodeListTests
{
    [Theory]
    [InlineData("220104", "zh", "吉林省 · 长春市 · 朝阳区")]
    [InlineData("220104", "en", "Jilin · Changchun · Chaoyang District")]
    [InlineData("220200", "zh", "吉林省 · 吉林市")]
    [InlineData("220000", "en-GB", "Jilin")]
    [InlineData("110101", "zh", "北京市 · 东城区")]
    [InlineData("999999", "zh", "999999")]
    [InlineData("", "zh", "")]
    public void PlacesAreLabelledFromTheProvinceDown(string code, string language, string label) => Places.Label(code, language).ShouldBe(label);

    [Fact]
    public void EveryPlaceOfJilinHasAnEnglishNameAndItsPlaceInTheTree()
    {
        var cities = Places.Children("220000");
        cities.Count.ShouldBe(9);
        cities.Concat(cities.SelectMany(x => Places.Children(x.Code))).ShouldAllBe(x => x.NameEn != null);
        Places.Children(null).Count.ShouldBe(34);
    }

    [Theory]
    [InlineData("3453", "C3453")]
    [InlineData("c3453", "C3453")]
    [InlineData("C", "C")]
    [InlineData("A3453", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void IndustriesGetTheirSectionLetter(string? given, string? code) => Industries.Normalise(given).ShouldBe(code);

    [Fact]
    public void AnIndustryWithoutAnEnglishNameHasThatOfItsDivision() => Industries.Label("C3453", "en").ShouldBe("General-purpose machinery");
}
