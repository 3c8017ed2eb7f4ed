using TechTransfer.Hosting;
using TechTransfer.Identity.Demo;
using TechTransfer.Identity.Organisations;

namespace TechTransfer.Identity.Tests;

public sealed class CreditCodeTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static readonly Gen<string> Valid = Gen.Char[Alphabet].Array[17].Select(x => new string(x) + CreditCode.CheckDigit(x));

    [Theory]
    [InlineData("91420000737944946L")]
    [InlineData(" 91420000 737944946l ")]
    [InlineData("９１４２００００７３７９４４９４６Ｌ")]
    public void AcceptsARealCodeAsPeopleTypeIt(string text)
    {
        CreditCode.TryParse(text, out var code).ShouldBeTrue();
        code.ShouldBe("91420000737944946L");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("91420000737944946")]
    [InlineData("91420000737944946K")]
    [InlineData("9142000O737944946L")]
    [InlineData("91420000737944946L1")]
    public void RefusesWhatIsNone(string? text) => CreditCode.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void EveryBodyHasExactlyOneCheckDigit() =>
        Valid.Sample(code => Alphabet.Count(last => CreditCode.TryParse(code[..^1] + last, out _)).ShouldBe(1));

    [Fact]
    public void FindsEverySingleMistypedCharacter() =>
        Gen.Select(Valid, Gen.Int[0, 16], Gen.Char[Alphabet])
            .Where(x => x.Item1[x.Item2] != x.Item3)
            .Sample(x => CreditCode.TryParse(x.Item1[..x.Item2] + x.Item3 + x.Item1[(x.Item2 + 1)..], out _).ShouldBeFalse());

    [Fact]
    public void FindsNeighboursExchanged() =>
        Gen.Select(Valid, Gen.Int[0, 15])
            .Where(x => x.Item1[x.Item2] != x.Item1[x.Item2 + 1])
            .Sample(x =>
            {
                var swapped = x.Item1.ToCharArray();
                (swapped[x.Item2], swapped[x.Item2 + 1]) = (swapped[x.Item2 + 1], swapped[x.Item2]);
                CreditCode.TryParse(new string(swapped), out _).ShouldBeFalse();
            });

    [Fact]
    public void DemoOrganisationsAreInventedAndWellFormed()
    {
        var demo = DemoProvince.Read();
        foreach (var organisation in demo.Organisations)
        {
            organisation.CreditCode.ShouldStartWith("Y1");
            CreditCode.TryParse(organisation.CreditCode, out _).ShouldBeTrue(organisation.Name);
            Places.Exists(organisation.Region).ShouldBeTrue(organisation.Name);
        }
        demo.Organisations.Select(x => x.CreditCode).ShouldBeUnique();
        demo.People.Select(x => x.Organisation)
            .Concat(demo.Clients.Select(x => x.Organisation))
            .ShouldBeSubsetOf(demo.Organisations.Select(x => x.Id));
    }
}
