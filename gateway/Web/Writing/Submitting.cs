using Microsoft.AspNetCore.Http;
using TechTransfer.Gateway.Web.Api;
using TechTransfer.Gateway.Web.Layout;

namespace TechTransfer.Gateway.Web.Writing;

/// <summary>Submits a listing; what it may repeat is shown first, what it lacks is shown in the form.</summary>
internal static class Submitting
{
    /// <param name="confirmed">The person has seen the near-duplicates and says that this is another thing.</param>
    public static async Task<IResult> AnswerAsync(ListingKind kind, Guid id, bool confirmed, FrontDoor door, CancellationToken cancellationToken)
    {
        if (!confirmed)
        {
            var similar = await door.FindAsync<Rows<SimilarListing>>($"{kind.Api}/{id}/similar", cancellationToken);
            if (similar?.Items.Count > 0)
                return Pages.Show<FormPage>(("Kind", kind), ("Id", id), ("Similar", similar.Items));
        }
        var outcome = await door.PostAsync<SavedListing>($"{kind.Api}/{id}/submit", new { }, cancellationToken);
        return outcome.Refusal is { } refusal
            ? Pages.ShowRefused<FormPage>(refusal, ("Kind", kind), ("Id", id))
            : Pages.Then($"{kind.Pages}/{id}?done={(outcome.Value!.State == "officeReview" ? "office" : "submit")}");
    }
}
