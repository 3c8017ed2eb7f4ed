using TechTransfer.Gateway.Web.Api;

namespace TechTransfer.Gateway.Web.Desk;

/// <summary>What an organisation's people and its manager do.</summary>
internal sealed partial class Today
{
    /// <summary>Own listings that others declined because they do not say enough.</summary>
    private async Task<IEnumerable<TodayItem>> UnclearAsync(CancellationToken cancellationToken)
    {
        var unclear = await door.FindAsync<UnclearAnswer>("/api/matches/unclear", cancellationToken);
        return (unclear?.Items ?? []).Select(x => new TodayItem(
            false,
            words["today.unclear"],
            show.Ago(x.LastAt),
            x.Title,
            (ListingKind.Of(x.Kind) ?? ListingKind.Achievement).Pages + $"/{x.Id}#advice-section",
            [words["today.unclear.count", x.Organisations], words.Join(x.Reasons.Select(y => words.Of("decline", y)))],
            "today.unclear.do"
        ));
    }

    /// <summary>Who asks to read what is on request.</summary>
    private async Task<IEnumerable<TodayItem>> AccessAsync(ListingKind kind, CancellationToken cancellationToken)
    {
        var asked = await door.FindAsync<Rows<Grant>>($"{kind.Api}/grants?box=in&state=asked&limit=100", cancellationToken);
        return (asked?.Items ?? [])
            .Where(x => x.Allowed.Contains("grant"))
            .OrderBy(x => x.AskedAt)
            .Select(x => new TodayItem(
                false,
                words["today.access"],
                show.Ago(x.AskedAt),
                x.Title ?? "",
                $"/my/access?box=in&state=asked#g-{x.Id}",
                [x.Organisation.Name, words.Join(x.Sections.Select(y => words.Of("section", y)))],
                "today.answer"
            ));
    }

    /// <summary>Invitations that nobody followed in their seven days.</summary>
    private async Task<IEnumerable<TodayItem>> InvitationsAsync(CancellationToken cancellationToken)
    {
        var sent = await door.FindAsync<Rows<InvitationRow>>("/api/identity/invitations", cancellationToken);
        var ended = sent?.Items.Where(x => x.Expired).ToList() ?? [];
        return ended is not [var first, ..]
            ? []
            :
            [
                new TodayItem(
                    false,
                    words["today.invitations"],
                    show.Date(first.ExpiresAt),
                    words["today.invitations.count", ended.Count],
                    "/my/organisation#invite",
                    [words.Join(ended.Take(3).Select(x => x.Email))],
                    "today.invitations.do",
                    ended.Count
                ),
            ];
    }

    /// <summary>Infringement complaints that the organisation has not answered.</summary>
    private async Task<IEnumerable<TodayItem>> ComplaintsAsync(CancellationToken cancellationToken)
    {
        var complaints = await door.FindAsync<Rows<Complaint>>("/api/reports/against", cancellationToken);
        return (complaints?.Items ?? [])
            .Where(x => x is { State: "open", Statement: null })
            .OrderBy(x => x.At)
            .Select(x => new TodayItem(
                false,
                words["report.infringement"],
                show.Ago(x.At),
                x.Title,
                $"/my/reports#c-{x.Id}",
                [words["kind." + x.Kind]],
                "reports.answer"
            ));
    }

    /// <summary>People who want to act for one's organisation, and for those of the region that have no manager.</summary>
    private async Task<IEnumerable<TodayItem>> JoinRequestsAsync(Person person, CancellationToken cancellationToken)
    {
        var requests = await door.FindAsync<Rows<WaitingJoinRequest>>("/api/identity/join-requests", cancellationToken);
        return (requests?.Items ?? [])
            .GroupBy(x => x.OrganisationId == person.Organisation?.Id)
            .Select(x => new TodayItem(
                false,
                words["organisation.requests"],
                show.Ago(x.First().At),
                words["today.joins", x.Count()],
                x.Key ? "/my/organisation" : "/reviews/organisations#requests",
                [x.First().PersonName, x.First().Organisation],
                "today.answer",
                x.Count()
            ));
    }
}
