using CsCheck;
using Shouldly;
using TechTransfer.Gateway.Web.Reviews;
using Xunit;

namespace TechTransfer.Web.Tests;

public sealed class TextDifferenceTests
{
    [Fact]
    public void What_was_removed_and_added_is_told_from_what_stayed() =>
        TextDifference
            .Of("得率61%，TRL 4。", "得率74%，TRL 6。")
            .ShouldBe([
                new Piece(PieceKind.Same, "得率"),
                new Piece(PieceKind.Removed, "61%"),
                new Piece(PieceKind.Added, "74%"),
                new Piece(PieceKind.Same, "，TRL "),
                new Piece(PieceKind.Removed, "4"),
                new Piece(PieceKind.Added, "6"),
                new Piece(PieceKind.Same, "。"),
            ]);

    [Fact]
    public void Both_texts_can_be_read_back_from_the_pieces() =>
        Gen.Char["ab 1.中文\n"]
            .Array[0, 40]
            .Select(x => new string(x))
            .Select(Gen.Char["ab 1.中文\n"].Array[0, 40].Select(x => new string(x)))
            .Sample(
                (before, after) =>
                {
                    var pieces = TextDifference.Of(before, after);
                    string.Concat(pieces.Where(x => x.Kind != PieceKind.Added).Select(x => x.Text)).ShouldBe(before);
                    string.Concat(pieces.Where(x => x.Kind != PieceKind.Removed).Select(x => x.Text)).ShouldBe(after);
                }
            );

    [Fact]
    public void Very_long_texts_are_shown_whole()
    {
        var (before, after) = (new string('前', 5000), new string('后', 5000));
        TextDifference.Of(before, after).ShouldBe([new Piece(PieceKind.Removed, before), new Piece(PieceKind.Added, after)]);
    }
}
