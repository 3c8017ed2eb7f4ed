using TechTransfer.Hosting;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>The endpoints of achievements and demands.</summary>
internal static class ListingCases
{
    public static IEnumerable<Case> All => Of("achievements", Own.University).Concat(Of("demands", Own.Company));

    private static IEnumerable<Case> Of(string kind, Own own)
    {
        var root = "/api/" + kind;
        yield return new($"POST {root}", own, Creation);
        // Reads what the caller sends and nothing else; whoever may write at all may have it read.
        yield return new(
            $"POST {root}/prefill",
            own,
            (_, word) =>
                Task.FromResult(
                    new Call(root + "/prefill")
                    {
                        Form = () => new MultipartFormDataContent { { new StringContent($"题目{word}\n一段文字。"), "text" } },
                        Repeatable = true,
                    }
                )
        );
        yield return Reading("/{id:guid}", "");
        yield return Reading("/{id:guid}/versions", "/versions", showsTitle: false);
        yield return Reading("/{id:guid}/audit", "/audit", showsTitle: false);
        yield return Reading("/{id:guid}/similar", "/similar", showsTitle: false);
        yield return new($"GET {root}/mine", own, Listed("/mine?limit=100", Town.Content, submitted: false));
        // What the broker enters for the organisation, which has not confirmed it, is the broker's to list.
        yield return new(
            $"GET {root}/entries",
            own,
            async (town, word) =>
            {
                var content = Town.Content(kind, word);
                content["organisation"] = own == Own.University ? "松嫩理工大学" : Town.Company.ToString();
                var id = await town.DraftAsync(kind, content, town.As(Town.Broker, "220104", Roles.Broker));
                return new Call(root + "/entries?limit=100") { Shows = id.ToString(), Repeatable = true };
            }
        );
        yield return new($"GET {root}/reviews", own, Listed("/reviews?limit=100", Town.Content, submitted: true));
        yield return new(
            $"PUT {root}/{{id:guid}}",
            own,
            async (town, word) => On(await town.DraftAsync(kind, Town.Content(kind, word)), "", Town.Content(kind, word)) with { Version = "\"1\"" }
        );
        yield return Step("submit", x => x.Draft, new { });
        yield return Step("recall", x => x.Submitted, new { });
        yield return Step("return", x => x.Submitted, new { reasons = new[] { "请补充" } });
        yield return Step("reject", x => x.Submitted, new { reason = "不符合" });
        yield return Step("publish", x => x.Submitted, new { });
        yield return Step("withdraw", x => x.Published, new { reason = "other" });
        yield return Step("takedown", x => x.Published, new { reason = "侵权" });
        yield return Step("views", x => x.Published, new { });
        yield return Reading("/{id:guid}/views", "/views", showsTitle: false);
        yield return Step("reconfirm", x => x.Published, new { });
        yield return Many("publish", x => x.Submitted);
        yield return Many("reconfirm", x => x.Published);

        async Task<Call> Creation(Town town, string word)
        {
            var content = Town.Content(kind, word);
            content["organisation"] = own == Own.University ? "松嫩理工大学" : Town.Company.ToString();
            await Task.CompletedTask;
            return new Call(root, content) { Watch = $"{root}/mine?limit=100", WatchesList = true };
        }

        Case Reading(string route, string part, bool showsTitle = true) =>
            new(
                $"GET {root}{route}",
                own,
                async (town, word) =>
                    On(await town.DraftAsync(kind, Town.Content(kind, word)), part, null) with
                    {
                        Shows = showsTitle ? word : null,
                        Repeatable = true,
                    }
            );

        Func<Town, string, Task<Call>> Listed(string path, Func<string, string, object> content, bool submitted) =>
            async (town, word) =>
            {
                var written = (global::System.Text.Json.Nodes.JsonObject)content(kind, word);
                await (submitted ? town.SubmittedAsync(kind, written) : town.DraftAsync(kind, written));
                return new Call(root + path) { Shows = word, Repeatable = true };
            };

        Case Step(string action, Func<Stock, Task<Guid>> make, object body) =>
            new($"POST {root}/{{id:guid}}/{action}", own, async (town, word) => On(await make(new Stock(town, kind, word)), "/" + action, body));

        Case Many(string action, Func<Stock, Task<Guid>> make) =>
            new(
                $"POST {root}/{action}",
                own,
                async (town, word) =>
                {
                    var id = await make(new Stock(town, kind, word));
                    return new Call($"{root}/{action}", new { ids = new[] { id } }) { Watch = $"{root}/{id}", Shows = "\"outcome\":\"published\"" };
                }
            );

        Call On(Guid id, string part, object? body) => new($"{root}/{id}{part}", body) { Watch = $"{root}/{id}" };
    }

    private sealed record Stock(Town World, string Kind, string Word)
    {
        public Task<Guid> Draft => World.DraftAsync(Kind, Town.Content(Kind, Word));
        public Task<Guid> Submitted => World.SubmittedAsync(Kind, Town.Content(Kind, Word));
        public Task<Guid> Published => World.PublishedAsync(Kind, Town.Content(Kind, Word));
    }
}
