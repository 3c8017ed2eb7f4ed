using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Shouldly;
using TechTransfer.Gateway.Web;
using TechTransfer.Gateway.Web.Writing;
using TechTransfer.Theme;
using Xunit;

namespace TechTransfer.Web.Tests;

public sealed class FormTests
{
    private static readonly Words Words = new(new Dictionary([new WordsIn(typeof(WebModule).Assembly)]), new HttpContextAccessor());

    [Fact]
    public void A_listing_that_is_opened_and_saved_untouched_stays_as_it_is()
    {
        var demand = JsonNode
            .Parse(
                """
                {
                  "title": "渗氮强化", "content": "变形小，可批量处理", "kind": "problem", "trlWanted": 7,
                  "targets": [
                    {"name": "表面硬度", "comparator": ">=", "value": "900", "unit": "HV0.1"},
                    {"name": "渗层深度", "comparator": "range", "min": "50", "max": "80", "unit": "μm"}
                  ],
                  "modes": ["commission", "licence"], "keywords": ["渗氮", "钛合金"],
                  "budget": {"min": {"amount": "800000.00", "currency": "CNY"}, "max": {"amount": "1505000.50", "currency": "CNY"}},
                  "deadline": "2027-06-30", "region": "220104", "industry": "C3453",
                  "contact": {"name": "高思齐", "email": "a@b.cn"}, "anonymous": true, "hiddenFrom": ["长春一家同行", "龙江一家同行"],
                  "declarations": {"noStateSecret": true, "entitledToPublish": false}
                }
                """
            )!
            .AsObject();

        var (body, errors) = FormBody.Of(Typed.FromListing(demand, ListingKind.Demand), ListingKind.Demand, Words);

        errors.ShouldBeEmpty();
        body.Remove("budgetVisible");
        JsonNode.DeepEquals(body, demand).ShouldBeTrue(body.ToJsonString());
    }

    [Fact]
    public void A_level_derived_from_the_stage_and_an_effective_end_were_not_typed()
    {
        var listing = new JsonObject
        {
            ["title"] = "成果",
            ["stage"] = "pilot",
            ["trl"] = 5,
            ["trlDerived"] = true,
            ["validUntil"] = "2028-11-26T00:00:00Z",
        };

        var (body, _) = FormBody.Of(Typed.FromListing(listing, ListingKind.Achievement), ListingKind.Achievement, Words);

        body.ContainsKey("trl").ShouldBeFalse();
        body.ContainsKey("validUntil").ShouldBeFalse();
        body["stage"]!.ToString().ShouldBe("pilot");
    }

    [Fact]
    public void Empty_and_removed_rows_close_up_so_that_errors_name_the_row_that_is_seen()
    {
        var typed = Form(
            ListingKind.Achievement,
            "parameters[1]",
            ("parameters[0].name", "硬度"),
            ("parameters[1].name", "删掉"),
            ("parameters[2].name", " "),
            ("parameters[4].name", "深度")
        );

        typed["parameters[0].name"].ShouldBe("硬度");
        typed["parameters[1].name"].ShouldBe("深度");
        typed.RowsOf(FormLayout.FieldsOf(ListingKind.Achievement).Single(x => x.Path == "parameters")).ShouldBe(2);
    }

    [Theory]
    [InlineData("terms.min", "abc")]
    [InlineData("terms.max", "-1")]
    [InlineData("validUntil", "明年")]
    [InlineData("rights.share", "一半")]
    public void What_cannot_be_read_is_named_by_its_field_and_stays_typed(string path, string text)
    {
        var typed = Form(ListingKind.Achievement, null, ("title", "成果"), (path, text));

        var (_, errors) = FormBody.Of(typed, ListingKind.Achievement, Words);

        errors.Keys.ShouldBe([path]);
        typed[path].ShouldBe(text);
    }

    [Theory]
    [InlineData("50–80", "50", "80")]
    [InlineData("5-8", "5", "8")]
    [InlineData("-20～40", "-20", "40")]
    public void A_range_is_typed_in_one_piece(string text, string min, string max)
    {
        var typed = Form(ListingKind.Demand, null, ("targets[0].name", "温度"), ("targets[0].comparator", "range"), ("targets[0].value", text));

        var row = FormBody.Of(typed, ListingKind.Demand, Words).Body["targets"]![0]!;

        (row["min"]!.ToString(), row["max"]!.ToString(), row["value"]).ShouldBe((min, max, null));
    }

    [Theory]
    [InlineData("220104", "220000", "220104")]
    [InlineData("220104", "210000", "210000")]
    [InlineData("210202", "220000", "")]
    [InlineData("", "220000", "")]
    public void Another_province_takes_the_place_of_one_that_is_not_in_it(string region, string province, string expected) =>
        Form(ListingKind.Demand, null, ("region", region), ("region.province", province), ("region.home", "220000"))["region"].ShouldBe(expected);

    [Fact]
    public void A_guess_is_one_until_its_field_is_changed_or_confirmed()
    {
        var kind = ListingKind.Demand;
        var typed = Form(kind, null, ("title", "题目"), ("content", "第一行\n第二行"), ("targets[0].name", "温度"), ("targets[0].value", "60"));
        string Mark(string path) => typed.MarkOf(FormLayout.FieldsOf(kind).Single(x => x.Path == path));
        var marks = new StringValues([Mark("title"), Mark("content"), Mark("targets")]);
        Typed Sent(string content, string value, StringValues sure) =>
            Typed.FromForm(
                new FormCollection(
                    new Dictionary<string, StringValues>(StringComparer.Ordinal)
                    {
                        ["title"] = "题目",
                        ["content"] = content,
                        ["targets[0].name"] = "温度",
                        ["targets[0].value"] = value,
                        ["Guessed"] = marks,
                        ["Sure"] = sure,
                    }
                ),
                kind
            );

        Sent("第一行\r\n第二行", "60", default).Guessed.ShouldBe(["content", "targets", "title"]);
        Sent("第一行", "60", default).Guessed.ShouldBe(["targets", "title"]);
        Sent("第一行\n第二行", "65", "title").Guessed.ShouldBe(["content"]);
        var (body, _) = FormBody.Of(Sent("第一行\n第二行", "65", "title"), kind, Words);
        body["guessed"]!.ToJsonString().ShouldBe("""["content"]""");
        Typed.FromListing(body, kind).Guessed.ShouldBe(["content"]);
    }

    private static Typed Form(ListingKind kind, string? removed, params (string Name, string Value)[] fields) =>
        Typed.FromForm(new FormCollection(fields.ToDictionary(x => x.Name, x => new StringValues(x.Value))), kind, removed);
}
