using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;
using TechTransfer.Theme;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>Answers one press of a button, or the saving that goes on by itself.</summary>
internal sealed class WritingDesk(FrontDoor door, ClashReader clashes, PrefillDesk prefill, Words words, TimeProvider time)
{
    public async Task<IResult> AnswerAsync(ListingKind kind, Guid? id, IFormCollection form, CancellationToken cancellationToken)
    {
        var what = form["Do"].ToString().Split(':', 2);
        var (verb, about) = (what[0], what.Length > 1 ? what[1] : "");
        var typed = Typed.FromForm(form, kind, verb == "remove" ? about : null);
        var version = long.TryParse(form["Version"], CultureInfo.InvariantCulture, out var number) ? number : (long?)null;
        switch (verb)
        {
            case "add" or "remove" or "part":
                return Show(kind, id, typed, version, ("Added", verb == "add" ? about : null));
            case "prefill":
                var (outcome, refusal) = await prefill.FillAsync(kind, form, typed, cancellationToken);
                return refusal is null ? Show(kind, id, typed, version, ("Prefilled", outcome)) : Refused(kind, id, verb, typed, version, refusal);
            case "sure":
                typed.Guessed.Clear();
                return Show(kind, id, typed, version);
            case "theirs" when id is not null:
                await ClashReader.TakeTheirsAsync(kind, id.Value, about, typed, door, cancellationToken);
                return Show(kind, id, typed, version);
            default:
                return await SaveAsync(kind, id, verb, typed, version, form.ContainsKey("Confirmed"), cancellationToken);
        }
    }

    private async Task<IResult> SaveAsync(
        ListingKind kind,
        Guid? id,
        string verb,
        Typed typed,
        long? version,
        bool confirmed,
        CancellationToken cancellationToken
    )
    {
        var (body, errors) = FormBody.Of(typed, kind, words);
        // It stays with the organisation that it is first saved for.
        if (id is null && typed.Has("forOthers") && string.IsNullOrWhiteSpace(typed["organisation"]))
            errors["organisation"] = [words["mistake.organisation.none"]];
        if (errors.Count > 0)
            return Refused(kind, id, verb, typed, version, new Refusal(HttpStatusCode.UnprocessableEntity, null) { Errors = errors });
        if (id is null && typed.Has("organisation"))
            body["organisation"] = typed["organisation"].Trim();
        var saved = id is null
            ? await door.PostAsync<SavedListing>(kind.Api, body, cancellationToken)
            : await door.PutAsync<SavedListing>($"{kind.Api}/{id}", body, version, cancellationToken);
        if (saved.Refusal is { Status: HttpStatusCode.PreconditionFailed } && id is not null)
            if (await clashes.ReadAsync(kind, id.Value, version ?? 0, typed, cancellationToken) is { } clash)
                // Somebody saved just what stands here, such as this form itself in another tab: nothing to decide.
                return clash.Items.Count == 0 && clash.Version != version
                    ? await SaveAsync(kind, id, verb, typed, clash.Version, confirmed, cancellationToken)
                    : ShowClash(kind, id.Value, typed, clash);
        if (saved.Refusal is { } refusal)
            return Refused(kind, id, verb, typed, version, refusal);
        var head = saved.Value!;
        return verb switch
        {
            "autosave" => TypedResults.Json(
                new
                {
                    head.Version,
                    address = $"{kind.MyPages}/{head.Id}/edit",
                    note = words["form.saved", Layout.Show.Time(time.GetUtcNow()), head.Version],
                }
            ),
            "submit" => await Submitting.AnswerAsync(kind, head.Id, confirmed, door, cancellationToken),
            "files" => Pages.Then($"{kind.MyPages}/{head.Id}/files"),
            "preview" => Pages.Then($"{kind.Pages}/{head.Id}"),
            _ => Pages.Then($"{kind.MyPages}/{head.Id}/edit?saved={head.Version}"),
        };
    }

    private IResult Refused(ListingKind kind, Guid? id, string verb, Typed typed, long? version, Refusal refusal)
    {
        if (verb != "autosave")
            return Pages.ShowRefused<FormPage>(refusal, ("Kind", kind), ("Id", id), ("Typed", typed), ("Version", version));
        var note = refusal.Errors.Count > 0 ? words["form.notSaved.fields", refusal.Errors.Count] : words["form.notSaved"];
        return TypedResults.Json(new { note }, statusCode: (int)refusal.Status);
    }

    private static IResult ShowClash(ListingKind kind, Guid id, Typed typed, Clash clash)
    {
        var page = Pages.Show<FormPage>(("Kind", kind), ("Id", id), ("Typed", typed), ("Version", clash.Version), ("Clash", clash));
        page.StatusCode = StatusCodes.Status412PreconditionFailed;
        return page;
    }

    private static IResult Show(ListingKind kind, Guid? id, Typed typed, long? version, params (string, object?)[] more) =>
        Pages.Show<FormPage>([("Kind", kind), ("Id", id), ("Typed", typed), ("Version", version), .. more]);
}

/// <summary>What a saved listing answers.</summary>
internal sealed record SavedListing(Guid Id, long Version, string State);
