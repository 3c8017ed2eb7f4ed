using AutoMapper;
using CsCheck;
using Shouldly;
using TechTransfer.Contracts.Dealing;
using TechTransfer.Contracts.Drafting;
using TechTransfer.Contracts.Introducing;
using TechTransfer.Hosting;

namespace TechTransfer.Contracts.Tests;

public sealed class ModelTests
{
    [Fact]
    public void Every_mapping_is_complete() => new MapperConfiguration(x => x.AddProfile<ContractsProfile>()).AssertConfigurationIsValid();

    [Fact]
    public void However_it_is_moved_a_deal_ends_once_and_always_has_a_next_step_until_then() =>
        Gen.Int[0, 7]
            .Array[0, 30]
            .Sample(wishes =>
            {
                var deal = NewDeal();
                var ended = false;
                foreach (var wish in wishes.Select(x => (DealStage)x))
                {
                    if (!DealStages.AllowedFrom(deal.Stage).Contains(wish))
                        continue;
                    ended.ShouldBeFalse();
                    var before = deal.Revision;
                    deal.Move(wish, null, new DateOnly(2026, 12, 1), wish == DealStage.Dropped ? "x" : null);
                    ended = deal.Stage is DealStage.Fulfilled or DealStage.Dropped;
                    deal.Revision.ShouldBe(before + 1);
                    (deal.NextStep is null && deal.NextOn is null).ShouldBe(ended);
                    wish.ShouldNotBe(DealStage.Signed);
                }
            });

    [Fact]
    public void A_contract_is_signed_exactly_when_every_party_signed_its_current_version() =>
        Gen.Int[0, 3]
            .Array[0, 25]
            .Sample(steps =>
            {
                Guid[] parties = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
                var contract = NewContract();
                Write(contract, parties);
                var signed = new HashSet<int>();
                foreach (var step in steps)
                {
                    if (contract.State == ContractState.Signed)
                        break;
                    if (step == 3)
                    {
                        Write(contract, parties);
                        signed.Clear();
                    }
                    else if (signed.Add(step))
                        contract.Sign(SignatureOf(contract, parties[step])).ShouldBe(signed.Count == 3);
                    (contract.State == ContractState.Signed).ShouldBe(signed.Count == 3);
                    contract.CurrentSignatures.Count().ShouldBe(signed.Count);
                    contract.Versions.Count.ShouldBe(contract.Version);
                }
            });

    [Fact]
    public void A_compared_text_holds_both_texts() =>
        Gen.Select(Lines, Lines)
            .Sample(
                (before, after) =>
                {
                    var lines = LineComparison.Of(before, after);
                    lines.Where(x => x.Change != LineChange.Added).Select(x => x.Text).ShouldBe(before);
                    lines.Where(x => x.Change != LineChange.Removed).Select(x => x.Text).ShouldBe(after);
                }
            );

    [Fact]
    public void Working_days_skip_holidays_and_count_the_days_worked_in_exchange()
    {
        var calendar = WorkingCalendar.Load();
        calendar.IsWorkingDay(new DateOnly(2026, 2, 14)).ShouldBeTrue();
        calendar.IsWorkingDay(new DateOnly(2026, 2, 17)).ShouldBeFalse();
        calendar.AddWorkingDays(new DateOnly(2026, 9, 30), 1).ShouldBe(new DateOnly(2026, 10, 8));
        calendar.AddWorkingDays(new DateOnly(2026, 10, 9), 1).ShouldBe(new DateOnly(2026, 10, 10));
        Gen.Select(Gen.Int[0, 1500], Gen.Int[0, 40])
            .Sample(
                (offset, count) =>
                {
                    var day = new DateOnly(2025, 6, 1).AddDays(offset);
                    var end = calendar.AddWorkingDays(day, count);
                    Enumerable.Range(1, end.DayNumber - day.DayNumber).Count(x => calendar.IsWorkingDay(day.AddDays(x))).ShouldBe(count);
                }
            );
    }

    [Theory]
    [InlineData(0, "零元整")]
    [InlineData(1, "壹分")]
    [InlineData(105, "壹元零伍分")]
    [InlineData(12_345_678, "壹拾贰万叁仟肆佰伍拾陆元柒角捌分")]
    [InlineData(100_000_050, "壹佰万元伍角整")]
    [InlineData(1_000_020_000, "壹仟万零贰佰元整")]
    [InlineData(10_000_000_000_000, "壹仟亿元整")]
    public void Amounts_are_written_in_capital_characters(long fen, string words) => Renminbi.InWords(fen).ShouldBe(words);

    private static Gen<string[]> Lines => Gen.Int[0, 3].Select(x => new string('甲', x)).Array[0, 12];

    private static Deal NewDeal() =>
        new()
        {
            Id = Guid.NewGuid(),
            IntroductionId = Guid.NewGuid(),
            Channel = Channel.Search,
            DemandSideId = Guid.NewGuid(),
            DemandSideRegion = "220000",
            AchievementSideId = Guid.NewGuid(),
            AchievementSideRegion = "220000",
            OwnerOrganisationId = Guid.NewGuid(),
            OwnerName = "x",
            CreatedAt = default,
        };

    private static TechnologyContract NewContract() =>
        new()
        {
            Id = Guid.NewGuid(),
            Channel = Channel.Search,
            DemandSideId = Guid.NewGuid(),
            DemandSideRegion = "220000",
            AchievementSideId = Guid.NewGuid(),
            AchievementSideRegion = "220000",
            State = ContractState.Drafted,
            CreatedAt = default,
        };

    private static void Write(TechnologyContract contract, Guid[] parties)
    {
        var terms = new ContractTerms(ContractType.Service, null, null, "x", null, null, new ContractClauses());
        Party[] rows =
        [
            .. parties.Select(
                (x, i) =>
                    new Party
                    {
                        OrganisationId = x,
                        Role = PartyRole.Seller,
                        Position = i,
                    }
            ),
        ];
        var facts = new DocumentFacts(contract.Id, contract.Version + 1, [], null, null, null);
        contract.Write(terms, rows, ContractDocument.Write(terms, facts), "x", default);
    }

    private static Signature SignatureOf(TechnologyContract contract, Guid party) =>
        new()
        {
            OrganisationId = party,
            Version = contract.Version,
            Sha256 = contract.Sha256,
            Method = SigningMethod.Confirm,
            Subject = "x",
            Name = "x",
            SignedAt = default,
        };
}
