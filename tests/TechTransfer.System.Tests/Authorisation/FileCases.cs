using System.Text.Json;
using TechTransfer.System.Tests.Whole;

namespace TechTransfer.System.Tests.Authorisation;

/// <summary>Pictures and attachments of listings.</summary>
internal static class FileCases
{
    /// <summary>One black pixel.</summary>
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    );

    public static IEnumerable<Case> All => Of("achievements", Own.University).Concat(Of("demands", Own.Company));

    private static IEnumerable<Case> Of(string kind, Own own)
    {
        var root = "/api/" + kind;
        if (kind == "achievements")
        {
            yield return new(
                $"POST {root}/{{id:guid}}/images",
                own,
                async (town, word) => On(await town.DraftAsync(kind, Town.Content(kind, word)), "/images") with { Form = () => Upload("p.png") }
            );
            yield return new(
                $"POST {root}/{{id:guid}}/files/{{fileId:guid}}/cover",
                own,
                async (town, word) =>
                {
                    var (id, file) = await WithFileAsync(town, word, "images");
                    return On(id, $"/files/{file}/cover", new { });
                }
            );
        }
        yield return new(
            $"POST {root}/{{id:guid}}/attachments",
            own,
            async (town, word) => On(await town.DraftAsync(kind, Town.Content(kind, word)), "/attachments") with { Form = () => Upload("a.png") }
        );
        yield return new(
            $"GET {root}/{{id:guid}}/files",
            own,
            async (town, word) =>
            {
                var (id, _) = await WithFileAsync(town, word, "attachments");
                return On(id, "/files") with { Shows = word, Repeatable = true };
            }
        );
        yield return new(
            $"GET {root}/{{id:guid}}/files/{{fileId:guid}}",
            own,
            async (town, word) =>
            {
                var (id, file) = await WithFileAsync(town, word, "attachments");
                return On(id, $"/files/{file}") with { Repeatable = true };
            }
        );
        yield return new(
            $"DELETE {root}/{{id:guid}}/files/{{fileId:guid}}",
            own,
            async (town, word) =>
            {
                var (id, file) = await WithFileAsync(town, word, "attachments");
                return On(id, $"/files/{file}");
            }
        );

        async Task<(Guid Listing, Guid File)> WithFileAsync(Town town, string word, string role)
        {
            var id = await town.DraftAsync(kind, Town.Content(kind, word));
            var added = await town.OwnerOf(kind).PostAsync($"{root}/{id}/{role}", Upload(word + ".png")).JsonAsync(201);
            return (id, added.GetProperty("id").GetGuid());
        }

        Call On(Guid id, string part, object? body = null) => new($"{root}/{id}{part}", body) { Watch = $"{root}/{id}" };
    }

    private static MultipartFormDataContent Upload(string name) => new() { { new ByteArrayContent(Png), "file", name } };
}
