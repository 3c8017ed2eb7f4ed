using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Writing;

/// <param name="Kept">Fields that were found, too, but had been typed before.</param>
public sealed record PrefillOutcome(IReadOnlyList<FormField> Filled, IReadOnlyList<FormField> Kept, bool Cut);

/// <summary>Has a pasted text or a file read and puts what was found into the fields that are still empty.</summary>
internal sealed class PrefillDesk(FrontDoor door)
{
    public async Task<(PrefillOutcome? Outcome, Refusal? Refusal)> FillAsync(
        ListingKind kind,
        IFormCollection form,
        Typed typed,
        CancellationToken cancellationToken
    )
    {
        using var content = new MultipartFormDataContent { { new StringContent(typed["pasted"]), "text" } };
        await using var file = form.Files.GetFile("File") is { } chosen ? chosen.OpenReadStream() : Stream.Null;
        if (form.Files.GetFile("File") is { FileName.Length: > 0 } named)
            content.Add(new StreamContent(file), "file", named.FileName);
        var answer = await door.SendAsync<Found>(HttpMethod.Post, $"{kind.Api}/prefill", content, null, cancellationToken);
        if (answer.Value is not { } found)
            return (null, answer.Refusal);
        List<FormField> filled = [],
            kept = [];
        foreach (var field in FormLayout.FieldsOf(kind).Where(x => found.Guessed.Contains(x.Path)))
        {
            (typed.Holds(field) ? kept : filled).Add(field);
            if (typed.Holds(field))
                continue;
            typed.Take(field, found.Content);
            typed.Guessed.Add(field.Path);
        }
        typed["pasted"] = "";
        return (new PrefillOutcome(filled, kept, found.Cut), null);
    }

    private sealed record Found(JsonObject Content, IReadOnlyList<string> Guessed, bool Cut);
}
