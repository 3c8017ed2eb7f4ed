using System.Text;
using TechTransfer.Matching.Ranking;

namespace TechTransfer.Matching.Tests.Ranking;

public sealed class RankingModelTests
{
    [Theory]
    [InlineData("", "JSON")]
    [InlineData("null", "empty")]
    [InlineData("{}", "no version")]
    [InlineData("""{"version":"x","about":"","base":0.1,"levels":[0.3,0.2,0.4],"parts":[]}""", "thresholds")]
    [InlineData("""{"version":"x","about":"","base":0.1,"levels":[0.1,0.2,0.4],"parts":[{"name":"luck","x":[0,1],"y":[0,1]}]}""", "luck")]
    [InlineData("""{"version":"x","about":"","base":0.1,"levels":[0.1,0.2,0.4],"parts":[{"name":"modes","x":[1,0],"y":[0,1]}]}""", "knots")]
    [InlineData("""{"version":"x","about":"","base":0.9,"levels":[0.1,0.2,0.4],"parts":[{"name":"modes","x":[0,1],"y":[0,1]}]}""", "0 to 1")]
    public void A_broken_model_is_refused_in_one_sentence(string file, string says)
    {
        var refusal = Should.Throw<InvalidDataException>(() => RankingModel.Load(new MemoryStream(Encoding.UTF8.GetBytes(file))));
        refusal.Message.ShouldContain(says);
        refusal.Message.ShouldNotContain('\n');
    }

    [Fact]
    public void The_shipped_model_loads_and_names_its_version() => RankingModel.Shipped().Version.ShouldNotBeNullOrWhiteSpace();
}
