using CsCheck;

namespace TechTransfer.ListingLife;

/// <summary>Random walks through a listing's life over HTTP against the states of the domain, written down here a second time.</summary>
public abstract class ModelSpec<TWorld>(TWorld world) : IClassFixture<TWorld>
    where TWorld : ListingWorld
{
    private static readonly string[] Callers = ["member", "manager", "operator", "administrator", "other"];
    private static readonly string[] Actions = ["revise", "submit", "recall", "return", "reject", "publish", "withdraw", "takedown", "reconfirm"];

    [Fact]
    public async Task Whatever_is_tried_the_listing_is_where_the_domain_says() =>
        await Gen.Select(Gen.Int[0, Callers.Length - 1], Gen.Int[0, Actions.Length - 1])
            .Array[4, 14]
            .SampleAsync(
                async steps =>
                {
                    var id = await world.DraftAsync();
                    var (shown, working) = ("draft", (string?)null);
                    var version = 1L;
                    foreach (var (caller, action) in steps.Select(x => (Callers[x.Item1], Actions[x.Item2])))
                    {
                        var next = Next(shown, working, caller, action);
                        var status = await TryAsync(id, caller, action, version);
                        (status == 200).ShouldBe(next is not null, $"{caller} may {action} in {shown}/{working}: {status}");
                        status.ShouldBeOneOf(200, 403, 404, 409);
                        if (next is { } after)
                            (shown, working, version) = (after.Shown, after.Working, version + (action == "revise" ? 1 : 0));
                        var read = await world.GetAsync(world.Member, $"/{id}");
                        read.Text("state").ShouldBe(shown);
                        (read.Has("pending") ? read.GetProperty("pending").Text("state") : null).ShouldBe(working);
                        read.GetProperty("version").GetInt64().ShouldBe(version);
                        var isPublic = (await world.Visitor.GetAsync($"{world.Root}/{id}")).IsSuccessStatusCode;
                        isPublic.ShouldBe(shown == "published");
                    }
                },
                iter: 60,
                threads: 2
            );

    private async Task<int> TryAsync(Guid id, string caller, string action, long version)
    {
        var who = caller switch
        {
            "member" => world.Member,
            "manager" => world.Manager,
            "operator" => world.Province,
            "administrator" => world.Administrator,
            _ => world.Other,
        };
        var request = new HttpRequestMessage(
            action == "revise" ? HttpMethod.Put : HttpMethod.Post,
            $"{world.Root}/{id}/{action}".Replace("/revise", "")
        );
        object body = action switch
        {
            "revise" => world.Complete($"改动 {Guid.NewGuid():N}"),
            "return" => new { reasons = new[] { "x" } },
            "reject" or "withdraw" or "takedown" => new { reason = "x" },
            _ => new { },
        };
        request.Content = System.Net.Http.Json.JsonContent.Create(body);
        request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        using var answer = await who.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>domain.md: Draft → (OfficeReview →) Submitted → Published | Returned | Rejected; Published → Withdrawn | TakenDown; a revision goes the same way beside the public version.</summary>
    private static (string Shown, string? Working)? Next(string shown, string? working, string caller, string action)
    {
        var own = caller is "member" or "manager";
        var isRevision = shown == "published" && working is not null;
        var state = working ?? shown;
        return (action, state) switch
        {
            ("withdraw", _) when caller == "manager" && shown == "published" => ("withdrawn", null),
            ("takedown", _) when caller is "operator" or "administrator" && shown == "published" => ("takenDown", null),
            ("reconfirm", _) when own && shown == "published" => (shown, working),
            ("revise", "draft" or "returned") when own => To("draft"),
            ("revise", "withdrawn") when own => To("draft"),
            ("revise", "rejected") when own && isRevision => To("draft"),
            ("revise", "published") when own => (shown, "draft"),
            ("submit", "draft" or "returned" or "withdrawn") when own => To(caller == "manager" ? "submitted" : "officeReview"),
            ("submit" or "publish", "officeReview") when caller == "manager" => To("submitted"),
            ("recall", "officeReview" or "submitted") when own => To("draft"),
            ("return", "officeReview") when caller == "manager" => To("returned"),
            ("return", "submitted") when caller == "operator" => To("returned"),
            ("reject", "submitted") when caller == "operator" => To("rejected"),
            ("publish", "submitted") when caller == "operator" => ("published", null),
            _ => null,
        };

        (string, string?) To(string next) => isRevision ? (shown, next) : (next, null);
    }
}
